import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { driveLater, hasUcode, titled } from './ucode';

interface Outcome {
  status: number | null;
  size: number;
  size_when_paused?: number;
  calls: string[];
  failure: string | null;
  message: string | null;
}

const folder = mkdtempSync(join(tmpdir(), 'dockerman-exchange-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server, ...at: [string] | [number, string]): Promise<void> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  if (at.length === 1) server.listen(at[0]);
  else server.listen(at[0], at[1]);
  await once(server, 'listening');
}

let count = 0;

/** An engine on a unix socket that does `answer` with each connection; gives its address. */
async function unixEngine(answer: (socket: Socket) => void): Promise<string> {
  const path = join(folder, `${(count += 1)}.sock`);
  await listening(createServer({ allowHalfOpen: true }, answer), path);
  return `unix://${path}`;
}

/** The same on a tcp port of an address of this host. */
async function tcpPort(answer: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const server = createServer(answer);
  await listening(server, 0, host);
  return (server.address() as AddressInfo).port;
}

/** Answers once the head of the request is there. */
const answering = (text: string | Buffer) => (socket: Socket) =>
  socket.once('data', () => {
    socket.end(text);
  });

const ok = 'HTTP/1.1 200 OK\r\n\r\n';

async function outcomes(exchanges: object[], more: object = {}) {
  const { output, stderr } = await driveLater('exchange', { exchanges, ...more });
  return { ...(output as { outcomes: Outcome[]; caught: string[] }), stderr };
}

async function outcome(one: object): Promise<Outcome | undefined> {
  return (await outcomes([one])).outcomes[0];
}

describe.skipIf(!hasUcode)(titled('exchange.uc'), () => {
  test.each(['unix', 'tcp'])(
    'the time to connect ends with the connection over %s: an engine may think for longer',
    async (kind) => {
      const thinking = (socket: Socket) => socket.once('data', () => setTimeout(() => socket.end(ok), 400));
      const address =
        kind === 'unix' ? await unixEngine(thinking) : `tcp://127.0.0.1:${await tcpPort(thinking)}`;
      expect(await outcome({ address, connect_ms: 100 })).toMatchObject({ status: 200, failure: null });
    },
  );

  test('hands an answer over in order: head, body, end', async () => {
    const address = await unixEngine(answering('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno'));
    expect(await outcome({ address })).toMatchObject({
      status: 404,
      size: 2,
      calls: ['head', 'body', 'end'],
    });
  });

  test('takes every byte of an engine that hangs up with much still to read', async () => {
    const address = await unixEngine((socket) =>
      socket.once('data', () => {
        socket.end(ok + 'x'.repeat(3_000_000), () => socket.destroy());
      }),
    );
    expect(await outcome({ address })).toMatchObject({ size: 3_000_000, calls: ['head', 'body', 'end'] });
  });

  test('reaches engines on tcp by address and by name', async () => {
    const port = await tcpPort(answering(ok));
    const done = await outcomes([
      { address: `tcp://127.0.0.1:${port}` },
      { address: `tcp://localhost:${port}` },
    ]);
    expect(done.outcomes).toMatchObject([{ status: 200 }, { status: 200 }]);
  });

  test('says that an engine is down, and never before its caller can know', async () => {
    const port = await tcpPort(() => undefined);
    servers.pop()?.close();
    const done = await outcomes([
      { address: 'unix:///nonexistent.sock' },
      { address: `tcp://127.0.0.1:${port}` },
      { address: 'tcp://nonexistent.invalid:1', connect_ms: 1000 },
    ]);
    for (const one of done.outcomes) expect(one).toMatchObject({ failure: 'engine-down', calls: ['fail'] });
    expect(done.outcomes[0]?.message).toMatch(/nonexistent\.sock .*No such file/);
    expect(done.outcomes[1]?.message).toMatch(/refused/);
  });

  test('waits for a listener whose queue is full, within its limit', async () => {
    const path = join(folder, 'full.sock');
    const done = await outcomes([{ address: `unix://${path}`, connect_ms: 200 }], { listen_full: path });
    expect(done.outcomes[0]).toMatchObject({ failure: 'engine-down', calls: ['fail'] });
  });

  test('gives up on an engine that hangs, while others are served', async () => {
    const hung = await unixEngine(() => undefined);
    const half = await unixEngine((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
    );
    const fine = await unixEngine(answering(ok));
    const done = await outcomes([
      { address: hung, limit_ms: 100 },
      { address: half, limit_ms: 100 },
      { address: fine, limit_ms: 5000 },
    ]);
    expect(done.outcomes).toMatchObject([
      { failure: 'timeout', calls: ['fail'] },
      { failure: 'timeout', calls: ['head', 'body', 'fail'] },
      { failure: null, calls: ['head', 'end'] },
    ]);
  });

  test('tells a whole answer from one that broke off', async () => {
    const address = await unixEngine(answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'));
    const silent = await unixEngine(answering(''));
    const port = await tcpPort((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', () => socket.resetAndDestroy());
      }),
    );
    const done = await outcomes([{ address }, { address: silent }, { address: `tcp://127.0.0.1:${port}` }]);
    expect(done.outcomes).toMatchObject([
      { failure: 'broken' },
      { failure: 'broken' },
      { failure: 'broken' },
    ]);
    expect(done.outcomes[1]?.message).toBe('The engine closed the connection without an answer.');
  });

  test('sends a body larger than any buffer', async () => {
    let received = 0;
    const address = await unixEngine((socket) =>
      socket.on('data', (data) => {
        received += data.length;
        if (data.includes('\r\n\r\n')) received -= data.indexOf('\r\n\r\n') + 4;
        if (received === 2_000_000) socket.end(ok);
      }),
    );
    expect(await outcome({ address, method: 'POST', body_size: 2_000_000 })).toMatchObject({ status: 200 });
    expect(received).toBe(2_000_000);
  });

  test('takes the answer of an engine that does not read the body', async () => {
    const address = await unixEngine((socket) => {
      socket.pause();
      socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n');
    });
    expect(await outcome({ address, method: 'POST', body_size: 2_000_000 })).toMatchObject({
      status: 413,
      calls: ['head', 'end'],
    });
  });

  test('stops reading while it is paused, and loses nothing', async () => {
    const address = await unixEngine(answering(ok + 'x'.repeat(3_000_000)));
    const done = await outcome({ address, pause_ms: 50 });
    expect(done).toMatchObject({ size: 3_000_000, failure: null });
    expect(done?.size_when_paused).toBeLessThanOrEqual(65536);
  });

  test('calls nothing any more once it is closed', async () => {
    const address = await unixEngine(answering(ok + 'x'.repeat(300_000)));
    const done = await outcomes([
      { address, close_in: 'head' },
      { address, close_in: 'body' },
    ]);
    expect(done.outcomes.map((one) => one.calls)).toEqual([['head'], ['head', 'body']]);
    expect(done.caught).toEqual([]);
  });

  test('an exception in a callback fails that exchange alone', async () => {
    const address = await unixEngine(answering(`${ok}abc`));
    const done = await outcomes([
      { address, throw_in: 'head' },
      { address, throw_in: 'body' },
      { address, throw_in: 'end' },
      { address: 'unix:///nonexistent.sock', throw_in: 'fail' },
      { address },
    ]);
    expect(done.outcomes.map((one) => one.calls)).toEqual([
      ['head', 'fail'],
      ['head', 'body', 'fail'],
      ['head', 'body', 'end'],
      ['fail'],
      ['head', 'body', 'end'],
    ]);
    expect(done.outcomes.slice(0, 2)).toMatchObject([{ failure: 'broken' }, { failure: 'broken' }]);
    // nothing of it is left to the guard, which older ucode lacks
    expect(done.caught).toEqual([]);
    expect(done.stderr).toMatch(/thrown in head[^]*thrown in body[^]*thrown in end/);
  });
});
