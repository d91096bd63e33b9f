import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

const highWater = 1024 * 1024;
const lowWater = 256 * 1024;

/**
 * Joins a browser's WebSocket and a hijacked connection. Messages are the container's raw bytes, in both directions; an empty message
 * is the end of its input (the connection stays open for what it still says). A slow side slows the other. When one side ends, the
 * other is closed; a browser that answers no ping for `pingEvery` milliseconds is gone. `stop` (the session's end) closes both.
 */
export function bridge(socket: WebSocket, engine: Duplex, stop: AbortSignal, pingEvery = 30_000): void {
  let alive = true;
  const close = (code: number, why?: string) => {
    socket.resume();
    socket.close(code, why);
  };
  const heartbeat = setInterval(() => {
    // of a browser whose input waits for the engine no answer is read
    if (socket.isPaused) alive = true;
    if (!alive) socket.terminate();
    alive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingEvery);
  const ended = () => close(4401, 'the session has ended');
  stop.addEventListener('abort', ended, { once: true });
  if (stop.aborted) ended();

  socket.on('pong', () => (alive = true));
  socket.on('message', (data: Buffer) => {
    if (engine.writableEnded || engine.destroyed) return;
    if (data.length === 0) {
      // no drain comes after the end, and a paused WebSocket would not see the browser close it
      engine.end();
      socket.resume();
    } else if (!engine.write(data)) {
      socket.pause();
      engine.once('drain', () => socket.resume());
    }
  });
  // an error is always followed by a close
  socket.on('error', () => undefined);
  socket.on('close', () => {
    clearInterval(heartbeat);
    stop.removeEventListener('abort', ended);
    engine.destroy();
  });

  engine.on('data', (data: Buffer) => {
    socket.send(data, { binary: true }, () => {
      if (engine.isPaused() && socket.bufferedAmount < lowWater) engine.resume();
    });
    if (socket.bufferedAmount > highWater) engine.pause();
  });
  engine.on('error', () => close(1011, 'the connection to the engine broke'));
  engine.on('end', () => close(1000));
  engine.on('close', () => close(1000));
}
