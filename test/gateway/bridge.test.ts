import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { bridge } from '../../gateway/console/bridge';
import { until } from './gateway-under-test';

/** An engine's connection that takes input only when it is told to. */
class SlowEngine extends Duplex {
  taken = 0;
  private waiting: (() => void)[] = [];
  private open = false;
  override _read(): void {
    // it says nothing by itself
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.taken += chunk.length;
    if (this.open) done();
    else this.waiting.push(done);
  }
  /** Takes what has come and what comes. */
  release(): void {
    this.open = true;
    for (const done of this.waiting.splice(0)) done();
  }
}

/** A bridge, the browser's end of it, and the clock that its pings go by. */
async function bridged(autoPong: boolean) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const engine = new SlowEngine();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  let pongs = 0;
  server.on('connection', (socket) => {
    bridge(socket, engine, new AbortController().signal, 1000);
    socket.on('pong', () => (pongs += 1));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const browser = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { autoPong });
  onTestFinished(() => {
    browser.terminate();
    server.close();
  });
  let pings = 0;
  browser.on('ping', () => (pings += 1));
  await new Promise((resolve) => browser.once('open', resolve));
  /** Lets the time of one ping pass; resolves when the browser has got it. */
  const ping = () => {
    const before = pings;
    vi.advanceTimersByTime(1000);
    return until(() => pings > before);
  };
  return { engine, browser, ping, pongs: () => pongs };
}

test('a browser that answers no ping is gone, and its console with it', async () => {
  const { engine, browser, ping } = await bridged(false);
  const closed = new Promise<number>((resolve) => browser.once('close', resolve));
  await ping();
  expect(engine.destroyed).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(await closed).toBe(1006);
  await until(() => engine.destroyed);
});

test('a browser that answers stays', async () => {
  const { engine, browser, ping, pongs } = await bridged(true);
  for (let at = 1; at <= 5; at++) {
    await ping();
    await until(() => pongs() === at);
  }
  expect(browser.readyState).toBe(WebSocket.OPEN);
  expect(engine.destroyed).toBe(false);
});

test('a browser whose input has to wait for a slow process is not taken for gone', async () => {
  const { engine, browser, ping, pongs } = await bridged(true);
  const block = Buffer.alloc(64 * 1024);
  for (let at = 0; at < 16; at++) browser.send(block);
  await until(() => engine.taken > 0);
  for (let at = 0; at < 5; at++) await ping();
  expect(pongs()).toBe(0);
  expect(engine.taken).toBe(block.length);
  engine.release();
  await until(() => engine.taken === 16 * block.length);
  await until(() => pongs() === 5);
  expect(browser.readyState).toBe(WebSocket.OPEN);
});
