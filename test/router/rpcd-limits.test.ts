import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rpcd, rpcdProcess, type RpcdReply } from './rpcd-call';
import { startStubEngine, type Handler, type StubEngine } from './stub-engine';
import { bootUserland, rootfs, skipReason, type Userland } from './userland';

const json =
  (body: string | Buffer): Handler =>
  (_request, response) =>
    response.setHeader('Content-Type', 'application/json').end(body);

describe.skipIf(!rootfs)(`limits of rpcd${rootfs ? '' : ` [skipped: ${skipReason}]`}`, () => {
  let engine: StubEngine;
  let tcp: Server;
  let router: Userland;
  let call: ReturnType<typeof rpcd>;
  let before: number | undefined;
  let handler: Handler;
  beforeAll(async () => {
    engine = await startStubEngine();
    tcp = createServer((_request, response) => response.end('tcp')).listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address() as AddressInfo;
    const engines = {
      far: `tcp://127.0.0.1:${port}`,
      named: `tcp://localhost:${port}`,
      gone: 'unix:///var/run/gone.sock',
      closed: 'tcp://127.0.0.1:1',
      wrong: 'ftp://x',
    };
    router = await bootUserland({
      engineSocket: engine.socket,
      uci: [
        // rpcd gives up after 8 s then, and the engine has 3 s
        'set rpcd.@rpcd[0].timeout=8',
        ...Object.entries(engines).flatMap(([name, address]) => [
          `set dockerman.${name}=engine`,
          `set dockerman.${name}.address='${address}'`,
        ]),
      ],
    });
    call = rpcd(router, await router.login());
    before = rpcdProcess(router);
    engine.answer((request, response) => handler(request, response));
  });
  afterEach(() => expect(rpcdProcess(router)).toBe(before));
  afterAll(async () => {
    await router?.stop();
    await engine?.stop();
    tcp?.close();
  });

  test('refuses an answer that would not fit, and rpcd lives on', async () => {
    for (const size of [899_000, 1 << 20, 20_000_000]) {
      handler = json(`"${'x'.repeat(size)}"`);
      expect(await call('operate', 'ContainerList')).toMatchObject({ failure: 'too-large' });
    }
    handler = json(`"${'x'.repeat(898_000)}"`);
    expect((await call('operate', 'ContainerList')).body).toHaveLength(898_002);
  });

  test('counts base64 as it goes over the wire', async () => {
    handler = (_request, response) => response.end(Buffer.alloc(680_000, 0xff));
    expect(await call('operate', 'ContainerList')).toMatchObject({ failure: 'too-large' });
    handler = (_request, response) => response.end(Buffer.alloc(600_000, 0xff));
    const { base64 } = await call('operate', 'ContainerList');
    expect(Buffer.from(base64 ?? '', 'base64').equals(Buffer.alloc(600_000, 0xff))).toBe(true);
  });

  test('loses none of many large answers at the same moment', async () => {
    handler = json(`"${'x'.repeat(400_000)}"`);
    for (let round = 0; round < 5; round++) {
      const replies = await Promise.all(Array.from({ length: 10 }, () => call('operate', 'ContainerList')));
      expect(replies.map((reply) => reply.body?.length)).toEqual(Array(10).fill(400_002));
    }
  });

  test('carries NUL and bytes that are no text whole', async () => {
    const binary = Buffer.from([...Array(256).keys()]);
    handler = (_request, response) => response.end(binary);
    expect(Buffer.from((await call('operate', 'ContainerList')).base64 ?? '', 'base64')).toEqual(binary);
    handler = json(Buffer.from('{"a":"\0"}'));
    expect((await call('operate', 'ContainerList')).base64).toBe(
      Buffer.from('{"a":"\0"}').toString('base64'),
    );
  });

  test('takes an answer in any pieces', async () => {
    const text = JSON.stringify(Array.from({ length: 2000 }, (_, at) => ({ at, name: `ä${at}` })));
    handler = (_request, response) => {
      response.setHeader('Content-Type', 'application/json');
      for (let at = 0; at < text.length; at += 37) response.write(text.slice(at, at + 37));
      response.end();
    };
    expect((await call('operate', 'ContainerList')).body).toBe(text);
  });

  test('tells long work that is still going on from an engine that hangs', async () => {
    const held: (() => void)[] = [];
    handler = (_request, response) => held.push(() => response.end());
    const hung = call('operate', 'ContainerList');
    const long = call('operate', 'ContainerStop', { container: 'a' });
    const status = await call('view', 'RouterStatus');
    expect(status).toMatchObject({ status: 200 });
    expect(await hung).toMatchObject({ failure: 'timeout' });
    expect(await long).toMatchObject({ failure: 'pending' });
    expect(held).toHaveLength(2);
  });

  test('bounds the calls that are under way, and takes new ones when they are done', async () => {
    const answers: (() => void)[] = [];
    handler = (_request, response) => answers.push(() => response.end('late'));
    let refused = 0;
    const calls = Array.from({ length: 60 }, async () => {
      const reply = await call('operate', 'SystemInfo');
      if (reply.failure === 'refused') refused++;
      return reply;
    });
    await expect.poll(() => [answers.length, refused]).toEqual([48, 12]);
    for (const answer of answers) answer();
    const replies = await Promise.all(calls);
    expect(replies.filter((reply) => reply.body === 'late')).toHaveLength(48);
    handler = json('[]');
    expect(await call('operate', 'ContainerList')).toMatchObject({ status: 200 });
  });

  test('reaches engines on tcp by address and by name', async () => {
    expect(await call('operate', 'SystemInfo', {}, { engine: 'far' })).toMatchObject({
      status: 200,
      body: 'tcp',
    });
    expect(await call('operate', 'SystemInfo', {}, { engine: 'named' })).toMatchObject({
      status: 200,
      body: 'tcp',
    });
  });

  test('says which engine is down, and what is wrong with its address', async () => {
    const down = async (engine: string): Promise<RpcdReply> => call('operate', 'SystemInfo', {}, { engine });
    expect(await down('gone')).toMatchObject({
      failure: 'engine-down',
      message: expect.stringContaining('unix:///var/run/gone.sock') as string,
    });
    expect(await down('closed')).toMatchObject({ failure: 'engine-down' });
    expect(await down('wrong')).toMatchObject({
      failure: 'refused',
      message: expect.stringContaining('begins with unix:// or tcp://') as string,
    });
    expect(await down('none')).toMatchObject({ failure: 'refused' });
  });

  test.each([
    ['closes at once', (socket: Socket) => socket.destroy()],
    ['answers nonsense', (socket: Socket) => socket.end('nonsense\r\n\r\n')],
    ['breaks off', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab')],
    [
      'contradicts itself',
      (socket: Socket) =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    ],
  ])('an engine that %s is broken', async (_, act) => {
    handler = (request) => act(request.socket);
    expect(await call('operate', 'ContainerList')).toMatchObject({ failure: 'broken' });
  });

  test('passes nothing of an inspect on that it cannot mask', async () => {
    handler = json('["DB_PASSWORD=hunter2"');
    const reply = await call('view', 'ContainerInspect', { container: 'a' });
    expect(reply).toMatchObject({ failure: 'broken' });
    expect(JSON.stringify(reply)).not.toContain('hunter2');
  });
});
