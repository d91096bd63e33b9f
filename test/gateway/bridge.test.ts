import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
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

/** A bridge that pings every few milliseconds, and the browser's end of it. */
async function bridged(autoPong: boolean): Promise<{ engine: SlowEngine; browser: WebSocket }> {
  const engine = new SlowEngine();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => bridge(socket, engine, new AbortController().signal, 5));
  await new Promise((resolve) => server.once('listening', resolve));
  const browser = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { autoPong });
  onTestFinished(() => {
    browser.terminate();
    server.close();
  });
  await new Promise((resolve) => browser.once('open', resolve));
  return { engine, browser };
}

test('a browser that answers no ping is gone, and its console with it', async () => {
  const { engine, browser } = await bridged(false);
  const code = await new Promise<number>((resolve) => browser.once('close', resolve));
  expect(code).toBe(1006);
  await until(() => engine.destroyed);
});

test('a browser whose input has to wait for a slow process is not taken for gone', async () => {
  const { engine, browser } = await bridged(true);
  let pings = 0;
  browser.on('ping', () => (pings += 1));
  const block = Buffer.alloc(64 * 1024);
  for (let at = 0; at < 16; at++) browser.send(block);
  await until(() => engine.taken > 0);
  const before = pings;
  await until(() => pings >= before + 10);
  expect(engine.taken).toBe(block.length);
  engine.release();
  await until(() => engine.taken === 16 * block.length);
  expect(browser.readyState).toBe(WebSocket.OPEN);
});
