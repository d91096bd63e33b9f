import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createServer, type AddressInfo } from 'node:net';
import { startDockerd, whyNot } from '../engine/dockerd';
import { startPodman, whyNoPodman } from '../engine/podman';
import { certificates } from './certificates';
import { engineAddress } from '../../gateway/engine/address';
import type { EngineAddress } from '../../gateway/engine/address';
import { makeExec, openConsole } from './console-client';
import { countingProxy } from './counting-proxy';
import { gatewayUnderTest, until, type GatewayUnderTest } from './gateway-under-test';

async function post(gateway: GatewayUnderTest, path: string, body?: object): Promise<unknown> {
  const answer = await gateway.fetch(`/engine/local${path}`, {
    method: 'POST',
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

/** A running container of busybox; gives its name. The engine's end removes it. */
async function run(gateway: GatewayUnderTest, script: string, more: object = {}): Promise<string> {
  const name = `gateway-${randomBytes(6).toString('hex')}`;
  const body = { Image: 'busybox', Cmd: ['sh', '-c', script], HostConfig: { NetworkMode: 'none' }, ...more };
  await post(gateway, `/containers/create?name=${name}`, body);
  await post(gateway, `/containers/${name}/start`);
  return name;
}

const forever = 'trap exit TERM; while :; do sleep 1; done';

interface RunningEngine {
  readonly socket: string;
  stop(): Promise<void>;
}

const engines: { name: string; missing: string | undefined; start: () => Promise<RunningEngine> }[] = [
  { name: 'dockerd 20.10', missing: whyNot('20.10'), start: () => startDockerd('20.10') },
  { name: 'dockerd 28.5', missing: whyNot('28.5'), start: () => startDockerd('28.5') },
  { name: 'Podman', missing: whyNoPodman(), start: () => startPodman() },
];

function behind(address: EngineAddress): Promise<GatewayUnderTest> {
  return gatewayUnderTest({ engines: [{ name: 'local', address }] });
}

for (const { name: engineName, missing, start } of engines) {
  if (missing !== undefined) console.warn(`SKIPPED: the gateway before ${engineName}: ${missing}`);
  describe.skipIf(missing !== undefined)(`${engineName} behind the gateway`, () => {
    let engine: RunningEngine | undefined;
    beforeAll(async () => void (engine = await start()));
    afterAll(() => engine?.stop());
    const unix = (socket = engine?.socket ?? ''): EngineAddress => ({ kind: 'unix', socket });

    test('is asked through, with its own version and errors', async () => {
      const gateway = await behind(unix());
      const ping = await gateway.fetch('/engine/local/_ping');
      const api = ping.headers.get('Api-Version') ?? '';
      expect(api).toMatch(/^1\.\d+$/);
      const info = await gateway.fetch(`/engine/local/v${api}/version`);
      expect(await info.json()).toMatchObject({ ApiVersion: api });
      const missing = await gateway.fetch(`/engine/local/v${api}/containers/missing/json`);
      expect(missing.status).toBe(404);
      expect(missing.headers.get('X-Dockerman-Failure')).toBeNull();
      expect(await missing.json()).toMatchObject({ message: expect.stringContaining('missing') as string });
    });

    test('exports a container whole', async () => {
      const gateway = await behind(unix());
      const name = await run(
        gateway,
        `head -c 30000000 /dev/urandom > /big; sha256sum /big > /sum; ${forever}`,
      );
      await until(async () => (await readFile(gateway, name, '/sum')) !== '');
      const answer = await gateway.fetch(`/engine/local/containers/${name}/archive?path=/big`);
      const archive = Buffer.from(await answer.arrayBuffer());
      const content = archive.subarray(512, 512 + 30_000_000);
      expect(await readFile(gateway, name, '/sum')).toContain(
        createHash('sha256').update(content).digest('hex'),
      );
    });

    test('puts files into a container', async () => {
      const gateway = await behind(unix());
      const name = await run(gateway, forever);
      const other = await run(gateway, `echo from the other > /note; ${forever}`);
      await until(async () => (await readFile(gateway, other, '/note')) !== '');
      const archive = await gateway.fetch(`/engine/local/containers/${other}/archive?path=/note`);
      const put = await gateway.fetch(`/engine/local/containers/${name}/archive?path=/tmp`, {
        method: 'PUT',
        body: archive.body,
        headers: { 'Content-Type': 'application/x-tar' },
        duplex: 'half',
      } as RequestInit);
      expect(put.status).toBe(200);
      expect(await readFile(gateway, name, '/tmp/note')).toBe('from the other\n');
    });

    test('has its logs followed, and its connection closed when the reader goes away', async () => {
      const proxy = await countingProxy(engine?.socket ?? '');
      const gateway = await behind(unix(proxy.socket));
      const name = await run(gateway, 'i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done');
      const gone = new AbortController();
      const answer = await gateway.fetch(`/engine/local/containers/${name}/logs?stdout=1&follow=1`, {
        signal: gone.signal,
      });
      const reader = answer.body?.getReader();
      let text = '';
      while (!text.includes('line 5\n')) text += new TextDecoder().decode((await reader?.read())?.value);
      const before = proxy.open();
      gone.abort();
      await until(() => proxy.open() < before);
    });

    test('tells its events as they happen', async () => {
      const gateway = await behind(unix());
      const filters = encodeURIComponent('{"type":["container"],"event":["start"]}');
      const answer = await gateway.fetch(`/engine/local/events?filters=${filters}`);
      const reader = answer.body?.getReader();
      const name = await run(gateway, forever);
      let text = '';
      while (!text.includes(name)) text += new TextDecoder().decode((await reader?.read())?.value);
      await reader?.cancel();
    });

    test('gives a console with a terminal, and its size arrives', async () => {
      const gateway = await behind(unix());
      const name = await run(gateway, forever);
      const exec = await makeExec(gateway, name, { Cmd: ['sh'], Tty: true });
      const client = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
      await client.saw('# ');
      await post(gateway, `/exec/${exec}/resize?h=41&w=132`);
      client.send('stty size\r');
      await client.saw('41 132');
      client.send('exit 3\r');
      expect(await client.closed).toMatchObject({ code: 1000 });
      const inspect = await gateway.fetch(`/engine/local/exec/${exec}/json`);
      expect(await inspect.json()).toMatchObject({ Running: false, ExitCode: 3 });
    });

    test('takes a paste of 1 MB into a terminal, every byte of it', async () => {
      const gateway = await behind(unix());
      const name = await run(gateway, forever);
      const exec = await makeExec(gateway, name, { Cmd: ['sh'], Tty: true });
      const client = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
      await client.saw('# ');
      client.send('stty raw -echo; echo REA""DY; head -c 1048576 | md5sum\r');
      await client.saw('READY');
      // text, as people paste it: Ctrl-P Ctrl-Q would detach
      const paste = Buffer.from(
        randomBytes(1024 * 1024)
          .toString('base64')
          .slice(0, 1024 * 1024),
      );
      client.send(paste);
      await client.saw(createHash('md5').update(paste).digest('hex'));
    });

    test('takes input without a terminal until its end, and answers multiplexed', async () => {
      const gateway = await behind(unix());
      const name = await run(gateway, forever);
      const exec = await makeExec(gateway, name, { Cmd: ['md5sum'] });
      const client = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
      const input = randomBytes(300_000);
      client.send(input);
      client.send('');
      expect(await client.closed).toMatchObject({ code: 1000 });
      const sum = createHash('md5').update(input).digest('hex');
      expect(client.text()).toBe(`\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0024${sum}  -\n`);
    });

    test('attaches to a container', async () => {
      const gateway = await behind(unix());
      const name = await run(gateway, 'cat', { OpenStdin: true });
      const client = await openConsole(
        gateway,
        `/engine/local/containers/${name}/attach/ws?stream=1&stdin=1&stdout=1`,
      );
      client.send('hello\n');
      await client.saw('\u0006hello\n');
    });

    test('refuses an exec that is not there, or has run, with its own sentence', async () => {
      const gateway = await behind(unix());
      const missing = await openConsole(gateway, '/engine/local/exec/0123456789abcdef/start');
      expect(await missing.closed).toMatchObject({
        code: 4404,
        reason: expect.stringMatching(/no such exec/i) as string,
      });
      const name = await run(gateway, forever);
      const exec = await makeExec(gateway, name, { Cmd: ['true'] });
      const first = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
      await first.closed;
      const second = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
      const { reason } = await second.closed;
      // dockerd has taken the connection over by then, and writes its sentence into it; Podman still answers
      expect(second.text() + reason).toMatch(/already run|can only start created exec sessions/);
    });
  });
}

/** A port that is free now. */
function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    }),
  );
}

describe.skipIf(whyNot('20.10') !== undefined)('dockerd behind TLS', () => {
  test('has its API and its consoles passed through', { timeout: 300_000 }, async () => {
    const made = certificates();
    const port = await freePort();
    const tls = { '--tlscacert': 'ca.pem', '--tlscert': 'server-cert.pem', '--tlskey': 'server-key.pem' };
    const engine = await startDockerd(
      '20.10',
      ...['--host', `tcp://127.0.0.1:${port}`, '--tlsverify'],
      ...Object.entries(tls).flatMap(([flag, file]) => [flag, `${made.folder}/${file}`]),
    );
    onTestFinished(() => engine.stop());
    const gateway = await behind(await engineAddress(`tls://127.0.0.1:${port}`, made.folder));
    const name = await run(gateway, forever);
    const exec = await makeExec(gateway, name, { Cmd: ['md5sum'] });
    const client = await openConsole(gateway, `/engine/local/exec/${exec}/start`);
    const input = randomBytes(300_000);
    client.send(input);
    client.send('');
    await client.closed;
    expect(client.text()).toContain(createHash('md5').update(input).digest('hex'));
  });
});

/** The content of a small file in a container by way of its archive; empty when it is not there. */
async function readFile(gateway: GatewayUnderTest, container: string, path: string): Promise<string> {
  const answer = await gateway.fetch(`/engine/local/containers/${container}/archive?path=${path}`);
  const archive = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) return '';
  const size = Number.parseInt(archive.subarray(124, 136).toString(), 8);
  return archive.subarray(512, 512 + size).toString();
}
