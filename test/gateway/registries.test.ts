import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { registryHost, registryOf } from '../../gateway/work/registry-host';
import { fakeEngine } from './fake-engine';
import { gatewayUnderTest, temporaryFolder, until, type GatewayUnderTest } from './gateway-under-test';
import { work, start, send } from './work-client';

const put = (gateway: GatewayUnderTest, host: string, body: unknown) =>
  gateway.fetch(`/work/registries/${encodeURIComponent(host)}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const remove = (gateway: GatewayUnderTest, host: string) =>
  gateway.fetch(`/work/registries/${encodeURIComponent(host)}`, { method: 'DELETE' });
const list = async (gateway: GatewayUnderTest) =>
  (await (await gateway.fetch('/work/registries')).json()) as unknown;

describe('credentials of registries', () => {
  test('are kept for the owner of the state folder alone, and never sent back', async () => {
    const state = temporaryFolder();
    const gateway = await gatewayUnderTest({ state });
    expect(await list(gateway)).toEqual({ registries: [] });
    expect((await put(gateway, 'ghcr.io', { user: 'me', password: 'a pass:word' })).status).toBe(200);
    expect((await put(gateway, '192.168.1.2:5000', { user: 'you', password: 'x' })).status).toBe(200);
    expect((await put(gateway, 'https://Index.Docker.io/v1/', { user: 'hub', password: 'y' })).status).toBe(
      200,
    );
    expect((await put(gateway, 'ghcr.io', { user: 'me2', password: 'word' })).status).toBe(200);
    const file = join(state, 'registries.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(state).filter((name) => name.startsWith('registries'))).toEqual(['registries.json']);
    expect(Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { auths: object }).auths).sort()).toEqual([
      '192.168.1.2:5000',
      'ghcr.io',
      'https://index.docker.io/v1/',
    ]);
    const found = await (await gateway.fetch('/work/registries')).text();
    expect(found).not.toContain('word');
    expect(JSON.parse(found)).toEqual({
      registries: expect.arrayContaining([
        { host: 'ghcr.io', user: 'me2' },
        { host: '192.168.1.2:5000', user: 'you' },
        { host: 'docker.io', user: 'hub' },
      ]) as object[],
    });
    expect((await remove(gateway, 'ghcr.io')).status).toBe(200);
    expect((await remove(gateway, 'ghcr.io')).status).toBe(404);
  });

  test('that are set at the same time are all kept', async () => {
    const gateway = await gatewayUnderTest();
    const hosts = Array.from({ length: 10 }, (_, at) => `registry-${at}.test`);
    await Promise.all(hosts.map((host) => put(gateway, host, { user: 'me', password: 'x' })));
    expect(await list(gateway)).toEqual({ registries: hosts.map((host) => ({ host, user: 'me' })) });
  });

  test('of a file that others could read are closed to them', async () => {
    const state = temporaryFolder();
    const file = join(state, 'registries.json');
    writeFileSync(file, '{"auths":{"ghcr.io":{"auth":"bWU6d29yZA=="}}}');
    chmodSync(file, 0o644);
    const gateway = await gatewayUnderTest({ state });
    expect(await list(gateway)).toEqual({ registries: [{ host: 'ghcr.io', user: 'me' }] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each([
    '',
    '{',
    '[]',
    '{"auths":{"ghcr.io":{"auth":"bWU="}}}',
    '{"auths":{"a b":{"auth":"bWU6eA=="}}}',
  ])('of a damaged file (%j) are told to be so, and not written over', async (text) => {
    const state = temporaryFolder();
    writeFileSync(join(state, 'registries.json'), text);
    const gateway = await gatewayUnderTest({ state });
    const answer = await put(gateway, 'ghcr.io', { user: 'me', password: 'x' });
    expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining('is damaged')]);
    expect(readFileSync(join(state, 'registries.json'), 'utf8')).toBe(text);
  });

  test('that cannot be written leave what was there', async () => {
    const state = temporaryFolder();
    const gateway = await gatewayUnderTest({ state });
    await put(gateway, 'ghcr.io', { user: 'me', password: 'x' });
    // a folder in the new file's place
    mkdirSync(join(state, `registries.json.${process.pid}`, 'full'), { recursive: true });
    const answer = await put(gateway, 'quay.io', { user: 'me', password: 'x' });
    expect([answer.status, await answer.text()]).toEqual([
      500,
      expect.stringContaining('nothing was changed'),
    ]);
    expect(await list(gateway)).toEqual({ registries: [{ host: 'ghcr.io', user: 'me' }] });
  });

  test.each([
    ['a b', { user: 'me', password: 'x' }, 'host must be like'],
    ['ghcr.io', { user: '', password: 'x' }, 'user is missing'],
    ['ghcr.io', { user: 'me', password: '' }, 'password is missing'],
    ['ghcr.io', { user: 'a:b', password: 'x' }, 'user contains a colon'],
    ['ghcr.io', { user: 'a\nb', password: 'x' }, 'user contains a control character'],
    ['ghcr.io', { user: 'me', password: 'x'.repeat(8193) }, 'password is longer than 8192 bytes'],
    ['ghcr.io', { user: 'me' }, 'the body must be'],
  ])('for %j as %j are refused with a sentence', async (host, body, sentence) => {
    const gateway = await gatewayUnderTest();
    const answer = await put(gateway, host, body);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(sentence)]);
    expect(await list(gateway)).toEqual({ registries: [] });
  });
});

describe('an engine', () => {
  const decoded = (header: string | string[] | undefined): unknown =>
    JSON.parse(Buffer.from(String(header), 'base64url').toString());

  test('gets the credentials of the registry of the image’s name, and no others', async () => {
    const seen: (string | string[] | undefined)[] = [];
    const engine = await fakeEngine((request, response) => {
      seen.push(request.headers['x-registry-auth']);
      response.end();
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    await put(gateway, 'ghcr.io', { user: 'mé', password: '>>>???' });
    const images = ['ghcr.io/owner/name:1', 'nginx', 'ghcr.io.evil.test/x', 'ghcr.io:443/x'];
    for (const fromImage of images)
      await work(gateway, { operation: 'ImageCreate', parameters: { fromImage } });
    await work(gateway, { operation: 'ImagePush', parameters: { image: 'ghcr.io/owner/name', tag: '1' } });
    await work(gateway, { operation: 'ImagePrune' });
    const mine = { username: 'mé', password: '>>>???', serveraddress: 'ghcr.io' };
    expect(seen.slice(0, 5).map(decoded)).toEqual([mine, {}, {}, {}, mine]);
    expect(seen[5]).toBeUndefined();
    expect(seen[0]).toMatch(/^[A-Za-z0-9_-]+=*$/);
  });

  test('gets all of them with a build, by the names that it knows them by', async () => {
    let config: string | string[] | undefined;
    const engine = await fakeEngine((request, response) => {
      config = request.headers['x-registry-config'];
      request.resume().on('end', () => response.end());
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    await put(gateway, 'docker.io', { user: 'hub', password: 'x' });
    const id = await start(gateway, { operation: 'ImageBuild', upload: '3' });
    await send(gateway, id, 'tar');
    await until(() => config !== undefined);
    const key = 'https://index.docker.io/v1/';
    expect(decoded(config)).toEqual({ [key]: { username: 'hub', password: 'x', serveraddress: key } });
  });
});

test.each([
  ['nginx', 'docker.io'],
  ['library/nginx', 'docker.io'],
  ['index.docker.io/library/nginx', 'docker.io'],
  ['docker.io/nginx', 'docker.io'],
  ['ghcr.io/a/b:1', 'ghcr.io'],
  ['localhost/a', 'localhost'],
  ['localhost:5000/a', 'localhost:5000'],
  ['Host/a', 'Host'],
  ['127.0.0.1:5000/a@sha256:12', '127.0.0.1:5000'],
])('the registry of %s is %s', (image, host) => expect(registryOf(image)).toBe(host));

test.each([
  ['https://index.docker.io/v1/', 'docker.io'],
  ['registry-1.docker.io', 'docker.io'],
  ['GHCR.io', 'ghcr.io'],
  ['http://192.168.1.2:5000/v2/', '192.168.1.2:5000'],
  ['[fd00::1]:5000', '[fd00::1]:5000'],
  ['', null],
  ['-x', null],
  ['.x', null],
  ['a..b', null],
  ['a b', null],
  ['a:b', null],
  ['user@host', null],
])('%j is the registry %s', (text, host) => expect(registryHost(text)).toBe(host));
