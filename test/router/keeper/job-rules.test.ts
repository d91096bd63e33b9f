import { describe, expect, test } from 'vitest';
import { hasUcode, titled } from '../ucode/ucode';
import { evaluate } from './evaluate';

const literal = (value: unknown) => JSON.stringify(value);

describe.skipIf(!hasUcode)(titled('the log of a job'), () => {
  const log = (body: string) => evaluate(['jobs.log'], body);

  test('keeps the last lines, whole, and tells how many bytes are gone', () => {
    const body = `
      let l = log.create(20);
      for (let i = 0; i < 10; i++) log.append(l, 'line ' + i + '\\n');
      return [log.after(l, 0, 100), log.held(l) <= 20];`;
    expect(log(body)).toEqual([{ cursor: 70, bytes: 'line 8\nline 9\n', skipped: 56 }, true]);
  });

  test('gives every reader what lies behind its own position, in pieces', () => {
    const body = `
      let l = log.create(100000), all = '', out = '';
      for (let i = 0; i < 3000; i++) { log.append(l, 'line ' + i + '\\n'); all += 'line ' + i + '\\n'; }
      for (let at = 0; at < length(all); ) { let got = log.after(l, at, 777); out += got.bytes; at = got.cursor; }
      return [out == all, log.after(l, length(all), 10), log.after(l, length(all) + 1, 10)];`;
    expect(log(body)).toEqual([true, { cursor: expect.any(Number), bytes: '', skipped: 0 }, null]);
  });

  test('is bounded whatever comes, also one line without an end', () => {
    const body = `
      let l = log.create(1000), most = 0;
      for (let i = 0; i < 200; i++) { log.append(l, sprintf('%777s', '')); most = max(most, log.held(l)); }
      log.append(l, sprintf('%50000s', ''));
      return [most <= 1000, log.held(l)];`;
    expect(log(body)).toEqual([true, 1000]);
  });
});

describe.skipIf(!hasUcode)(titled('what a job may consist of'), () => {
  const rows: Readonly<Record<string, object>> = {
    ImageGet: { name: 'ImageGet', kind: 'download' },
    ImageLoad: { name: 'ImageLoad', kind: 'upload', body: 'tar' },
    ImageBuild: { name: 'ImageBuild', kind: 'upload', body: 'tar' },
    ImageCreate: { name: 'ImageCreate', kind: 'stream' },
    ImagePrune: { name: 'ImagePrune', kind: 'json', method: 'POST' },
    ContainerList: { name: 'ContainerList', kind: 'json', method: 'GET' },
    ContainerLogs: { name: 'ContainerLogs', kind: 'stream' },
    ContainerAttach: { name: 'ContainerAttach', kind: 'hijack' },
  };
  const fault = (name: string, wants: object) =>
    evaluate(
      ['jobs.start'],
      `return start.parts_fault(${literal(rows[name])}, { parameters: {}, ...${literal(wants)} });`,
    );

  test.each([
    ['ImageGet', { to: '/a' }],
    ['ImageLoad', { from: '/a' }],
    ['ImageLoad', { upload: '5' }],
    ['ImageBuild', { parameters: { remote: 'https://example.org/x.git' } }],
    ['ImageCreate', { parameters: { fromImage: 'x' } }],
    ['ImageCreate', { parameters: { fromSrc: '-' }, from: '/a' }],
    ['ImagePrune', {}],
  ])('%s with %j', (name, wants) => {
    expect(fault(name, wants)).toBeNull();
  });

  test.each([
    ['ContainerLogs', {}, 'ContainerLogs is no work that ends'],
    ['ContainerList', {}, 'ContainerList only looks'],
    ['ContainerAttach', {}, 'ContainerAttach is no work that ends'],
    ['ImageGet', {}, 'to is missing'],
    ['ImagePrune', { to: '/a' }, 'to: ImagePrune gives no file'],
    ['ImageLoad', {}, 'needs an archive'],
    ['ImageLoad', { from: '/a', upload: '5' }, 'a request has one body'],
    ['ImageCreate', { parameters: { fromImage: 'x' }, from: '/a' }, 'takes no archive'],
    ['ImageCreate', { parameters: { fromSrc: '-' } }, 'needs an archive'],
    ['ImageLoad', { upload: '-5' }, 'upload must be a number of bytes'],
    ['ImageLoad', { upload: '0' }, 'upload must be a number of bytes'],
    ['ImageLoad', { upload: '5\n' }, 'upload must be a number of bytes'],
  ])('%s with %j is refused: %s', (name, wants, words) => {
    expect(fault(name, wants)).toContain(words);
  });

  test.each([
    ['x.tar', 'absolute path'],
    ['/mnt/', 'not of a folder'],
    ['/mnt/a\nb', 'control character'],
    ['/mnt/a\u0000b', 'control character'],
    [`/${'a'.repeat(1100)}`, 'longer than'],
  ])('the path %j is refused: %s', (path, words) => {
    expect(evaluate(['jobs.paths'], `return paths.path_fault('to', ${literal(path)});`)).toContain(words);
  });

  test("parameters are shown without a build's arguments, and bounded", () => {
    const given = {
      t: 'x:1',
      buildargs: '{"TOKEN":"hunter2"}',
      changes: ['ENV a=b'],
      message: 'm'.repeat(9000),
    };
    const shown = evaluate(['jobs.shown'], `return shown.parameters(${literal(given)});`) as object;
    expect(shown).toMatchObject({ t: 'x:1', changes: ['ENV a=b'] });
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(JSON.stringify(shown).length).toBeLessThan(1200);
  });
});

describe.skipIf(!hasUcode)(titled('how large a file will be'), () => {
  test.each([
    ['ImageGet', { Size: 7, GraphDriver: { Name: 'overlay2' } }, 7],
    // containerd's store counts packed and unpacked layers
    ['ImageGet', { Size: 7, GraphDriver: { Name: 'overlayfs' } }, null],
    ['ImageGet', { Size: 7, Descriptor: { digest: 'sha256:0' } }, null],
    ['ImageGet', { Size: '7' }, null],
    ['ImageGet', [], null],
    ['ContainerExport', { SizeRootFs: 9 }, 9],
    ['ContainerExport', { Size: 7 }, null],
  ])('%s of %j is %j', (operation, answer, size) => {
    const body = `return estimate.size_of('${operation}', ${literal(JSON.stringify(answer))});`;
    expect(evaluate(['jobs.estimate'], body)).toBe(size);
  });
});

describe.skipIf(!hasUcode)(titled('the registries'), () => {
  const registries = (body: string) => evaluate(['registries', 'images'], body);

  // the cases of moby's registry package: what is in front of the first slash is a host only if it looks like one
  test.each([
    ['busybox', 'docker.io'],
    ['busybox:1', 'docker.io'],
    ['library/busybox', 'docker.io'],
    ['docker.io/library/busybox', 'docker.io'],
    ['index.docker.io/library/busybox', 'docker.io'],
    ['ghcr.io/a/b@sha256:0', 'ghcr.io'],
    ['localhost/a', 'localhost'],
    ['nas:5000/a', 'nas:5000'],
    ['127.0.0.1:5000/a:1', '127.0.0.1:5000'],
  ])('%s comes from %s', (image, host) => {
    expect(registries(`return images.registry_of(${literal(image)});`)).toBe(host);
  });

  test.each([
    ['https://index.docker.io/v1/', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['GHCR.io', 'ghcr.io'],
    ['https://nas.lan:5000/', 'nas.lan:5000'],
    ['[fd00::1]:5000', '[fd00::1]:5000'],
    ['-x', null],
    ['a b', null],
    ['a..b', null],
    ['', null],
    ['user@host', null],
  ])('%j is known as %j', (written, host) => {
    expect(registries(`return images.normal_host(${literal(written)});`)).toBe(host);
  });

  const entries = [
    { host: 'docker.io', user: 'one', password: 'pass:word ü' },
    { host: 'nas:5000', user: 'two', password: '??>>~~' },
  ];
  const decoded = (header: unknown) =>
    JSON.parse(Buffer.from(String(header), 'base64url').toString()) as unknown;

  test('are read as they were written', () => {
    expect(registries(`return registries.parse(registries.format(${literal(entries)}));`)).toEqual({
      entries,
    });
  });

  test('give the engine what it needs for the registry of an image, and nothing of others', () => {
    const headers = (image: string) =>
      registries(`return registries.headers_for({ entries: ${literal(entries)} }, ${literal(image)});`) as {
        'X-Registry-Auth': string;
      };
    expect(decoded(headers('nas:5000/x')['X-Registry-Auth'])).toEqual({
      username: 'two',
      password: '??>>~~',
      serveraddress: 'nas:5000',
    });
    expect(decoded(headers('busybox')['X-Registry-Auth'])).toMatchObject({
      username: 'one',
      serveraddress: 'https://index.docker.io/v1/',
    });
    // a push wants the header even where there is nothing to tell
    expect(decoded(headers('quay.io/x')['X-Registry-Auth'])).toEqual({});
  });

  test('give a build all of them, by the names under which the engine looks them up', () => {
    const all = registries(`return registries.headers_for({ entries: ${literal(entries)} }, null);`) as {
      'X-Registry-Config': string;
    };
    expect(decoded(all['X-Registry-Config'])).toMatchObject({
      'https://index.docker.io/v1/': { username: 'one' },
      'nas:5000': { password: '??>>~~' },
    });
    expect(registries(`return registries.headers_for({ entries: [] }, null);`)).toEqual({});
  });

  test.each(['{', 'null', '{}', '{"auths":{"a":{}}}', '{"auths":{"a b":{"auth":"dTpw"}}}'])(
    'say that their file is damaged: %s',
    (text) => {
      expect(registries(`return registries.parse(${literal(text)});`)).toMatchObject({
        failure: 'broken',
        message: expect.stringContaining('/etc/dockerman/registries.json is damaged'),
      });
    },
  );
});
