import { describe, expect, test } from 'vitest';
import { call, configuration, hasUcode, one, titled } from './ucode';

describe.skipIf(!hasUcode)(titled('engine.uc'), () => {
  test.each([
    ['unix:///var/run/docker.sock', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['tcp://192.168.1.2:2375', { kind: 'tcp', host: '192.168.1.2', port: 2375 }],
    ['tcp://nas.lan:1/', { kind: 'tcp', host: 'nas.lan', port: 1 }],
    ['tcp://[fd00::2]:2375', { kind: 'tcp', host: 'fd00::2', port: 2375 }],
  ])('reads %s', (address, parts) => {
    expect(one('engine.parse_address', address)).toEqual({ address, ...parts });
  });

  test.each([
    ['unix://docker.sock', 'must be absolute'],
    ['unix://', 'must be absolute'],
    [`unix:///${'x'.repeat(107)}`, '107 bytes'],
    ['unix:///a\nb', 'control character'],
    ['tcp://host', 'like tcp://'],
    ['tcp://host:0', 'like tcp://'],
    ['tcp://host:65536', 'like tcp://'],
    ['tcp://host:99999999999999999999', 'like tcp://'],
    ['tcp://:2375', 'like tcp://'],
    ['tcp://a b:1', 'must be a name'],
    ['tcp://a/b:1', 'must be a name'],
    ['tcp://u:p@host:1', 'must be a name'],
    ['tcp://::1:1', 'must be a name'],
    ['tcp://[nonsense]:1', 'must be a name'],
    ['tcp://a\r\nX:1', 'must be a name'],
    ['tls://host:2376', 'no TLS'],
    ['https://host:2376', 'no TLS'],
    ['/var/run/docker.sock', 'begins with'],
    ['', 'begins with'],
    [null, 'needs an address'],
  ])('refuses the address %j', (address, reason) => {
    expect(one('engine.parse_address', address)).toMatchObject({
      failure: 'refused',
      message: expect.stringContaining(reason) as string,
    });
  });

  const uci = (text: string) => ({ uci: configuration({ dockerman: text }) });
  const three = [
    "config engine 'nas'",
    " option address 'tcp://10.0.0.2:2375'",
    " option label 'The NAS'",
    "config engine 'wrong'",
    " option address 'ftp://x'",
    "config engine 'off'",
    " option enabled '0'",
    " option address 'unix:///x'",
    '',
  ].join('\n');

  test('lists the configured engines, also one that is wrong', () => {
    expect(one('engine.engines', uci(three))).toMatchObject([
      { name: 'nas', label: 'The NAS', kind: 'tcp' },
      { name: 'wrong', label: 'wrong', failure: 'refused' },
    ]);
  });

  test('takes the local dockerd where none is configured', () => {
    const local = [{ name: 'local', kind: 'unix', path: '/var/run/docker.sock' }];
    expect(one('engine.engines', uci(''))).toMatchObject(local);
    expect(one('engine.engines', { uci: configuration({}) })).toMatchObject(local);
  });

  test('finds an engine by its name, and the first without one', () => {
    const cursor = uci(three);
    const named = ['', 'nas', 'wrong', 'none', 'off', 1];
    expect(call(...named.map((name) => ['engine.find_engine', cursor, name] as const))).toMatchObject([
      { name: 'nas' },
      { name: 'nas' },
      { failure: 'refused', message: expect.stringContaining('wrong cannot be used') as string },
      { failure: 'refused' },
      { failure: 'refused' },
      { failure: 'refused', message: 'engine must be a string' },
    ]);
  });

  test('names the host as HTTP wants it', () => {
    expect(
      call(
        ['engine.host_header', { kind: 'unix', path: '/x' }],
        ['engine.host_header', { kind: 'tcp', host: 'nas', port: 2375 }],
        ['engine.host_header', { kind: 'tcp', host: '::1', port: 1 }],
      ),
    ).toEqual(['docker', 'nas:2375', '[::1]:1']);
  });

  test('says where an engine was expected that is not there', () => {
    expect(
      one('engine.connect', { kind: 'unix', path: '/nonexistent', address: 'unix:///nonexistent' }),
    ).toMatchObject({
      failure: 'engine-down',
      message: expect.stringMatching(/unix:\/\/\/nonexistent .*No such file/) as string,
    });
  });
});
