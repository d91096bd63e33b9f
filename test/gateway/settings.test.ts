import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { engineAddress } from '../../gateway/engine/address';
import { localEngine } from '../../gateway/engine/local-engine';
import { startGateway } from '../../gateway/server';
import { settings } from '../../gateway/settings';
import { gatewayUnderTest, temporaryFolder } from './gateway-under-test';
import pino from 'pino';

describe('the settings', () => {
  test('are loopback and a fixed port, unless flags or the environment say otherwise', async () => {
    expect(await settings([], {})).toMatchObject({ host: '127.0.0.1', port: 8375, engines: [] });
    expect(await settings([], { HOST: '::1', PORT: '9000' })).toMatchObject({ host: '::1', port: 9000 });
    expect(await settings(['--port', '0'], { PORT: '9000' })).toMatchObject({ port: 0 });
    expect(await settings(['--help'], {})).toBeNull();
  });

  test('name engines of every kind', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'ca.pem'), 'ca');
    const flags = ['a=unix:///run/d.sock', 'b=tcp://10.0.0.1', 'c=tls://[::1]:2377', 'd=simulated:'].flatMap(
      (one) => ['--engine', one],
    );
    expect((await settings([...flags, '--certificates', `c=${folder}`], {}))?.engines).toEqual([
      { name: 'a', address: { kind: 'unix', socket: '/run/d.sock' } },
      { name: 'b', address: { kind: 'tcp', host: '10.0.0.1', port: 2375 } },
      { name: 'c', address: { kind: 'tls', host: '::1', port: 2377, tls: { ca: 'ca' } } },
      { name: 'd', address: { kind: 'simulated' } },
    ]);
  });

  test.each([
    [['--port', 'http'], /--port must be a number/],
    [['--port', '70000'], /--port must be a number from 0 to 65535/],
    [['--engine', 'unix:///x'], /--engine must read name=value/],
    [['--engine', 'A=unix:///x'], /--engine must read name=value/],
    [['--engine', 'a=ssh://host'], /"ssh:\/\/host" is not the address of an engine/],
    [['--engine', 'a=tcp://user@host'], /is not the address/],
    [['--engine', 'a=tcp://host:99999'], /no valid port/],
    [['--engine', 'a=simulated:', '--engine', 'a=simulated:'], /names a twice/],
    [['--certificates', 'a=/x'], /no --engine does/],
    [['--allow-origin', 'router.lan'], /must read like https:\/\/router.lan/],
    [['--allow-origin', 'https://router.lan/path'], /must read like/],
    [['--allow-host', 'a/b'], /must be a host name/],
    [['--tls-cert', '/x'], /go together/],
    [['--log', 'loud'], /--log must be/],
    [['--nonsense'], /nonsense/],
  ])('that are wrong are named: %j', async (flags, message) => {
    await expect(settings(flags, {})).rejects.toThrow(message);
  });

  test('name a wrong PORT as such', async () => {
    await expect(settings([], { PORT: 'x' })).rejects.toThrow('PORT must be');
  });
});

describe('the local engine', () => {
  test('is what DOCKER_HOST names, also when it does not answer', async () => {
    const found = await localEngine({ DOCKER_HOST: 'unix:///nonexistent/docker.sock' }, '/root');
    expect(found.address).toEqual({ kind: 'unix', socket: '/nonexistent/docker.sock' });
    expect(found.sentence).toMatch(/does not answer now \(ENOENT\)/);
  });

  test('is reached over TLS where Docker’s variables say so', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'ca.pem'), 'ca');
    const environment = {
      DOCKER_HOST: 'tcp://127.0.0.1:1',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: folder,
    };
    expect((await localEngine(environment, '/root')).address).toMatchObject({
      kind: 'tls',
      tls: { ca: 'ca' },
    });
  });

  test('with a DOCKER_HOST that nobody can read is an error that names it', async () => {
    await expect(localEngine({ DOCKER_HOST: 'ssh://host' }, '/root')).rejects.toThrow(/^DOCKER_HOST: .*ssh/);
  });

  test('is a socket that somebody listens on', async () => {
    const folder = temporaryFolder();
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(join(folder, 'docker.sock'), resolve));
    onTestFinished(() => void server.close());
    const found = await localEngine({ DOCKER_HOST: '', XDG_RUNTIME_DIR: folder }, folder);
    expect(found.address.kind).toBe('unix');
    expect(found.sentence).toMatch(/^Docker at .*docker\.sock\.$/);
  });

  test.skipIf(existsSync('/var/run/docker.sock'))(
    'is a simulated one where there is none, and that is said',
    async () => {
      const found = await localEngine({}, temporaryFolder(), 'linux');
      expect(found.address).toEqual({ kind: 'simulated' });
      expect(found.sentence).toMatch(/^There is no Docker on this machine/);
    },
  );

  test('on Windows is the pipe', async () => {
    expect(await engineAddress('npipe:////./pipe/docker_engine')).toEqual({
      kind: 'unix',
      socket: '\\\\.\\pipe\\docker_engine',
    });
  });
});

test('a port that is taken is said to be, with what to do', async () => {
  const { port } = await gatewayUnderTest();
  const parts = {
    files: new Map(),
    engines: new Map(),
    passwordHash: '',
    rules: { hosts: [], origins: [] },
    log: pino({ level: 'silent' }),
    state: '',
  };
  await expect(startGateway(parts, '127.0.0.1', port)).rejects.toThrow(
    `port ${port} on 127.0.0.1 is taken, perhaps by another gateway; choose another with --port or PORT`,
  );
});
