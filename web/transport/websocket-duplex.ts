import { EngineError, TransportError } from '../../lib/engine/errors';
import type { Duplex } from '../../lib/engine/request';
import { Unread } from './unread';

/** The keys by which a terminal stops a program (Ctrl-C, Ctrl-Z, Ctrl-\\), typed alone. */
const stopKeys: readonly number[] = [0x03, 0x1a, 0x1c];

/** Milliseconds that output is let go of after such a key: as long as what is on its way needs to arrive. */
const letGoFor = 300;

/**
 * Opens a WebSocket as a two-way stream of bytes. Rejects with a {@link TransportError} (`unreachable`) when it does not open:
 * a browser does not tell why.
 */
export function websocketDuplex(
  url: string,
  protocols: readonly string[] = [],
  signal?: AbortSignal,
  Socket: typeof WebSocket = WebSocket,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const socket = new Socket(url, [...protocols]);
    socket.binaryType = 'arraybuffer';
    let opened = false;
    const abort = () => socket.close();
    signal?.addEventListener('abort', abort, { once: true });

    const unread = new Unread();
    let wake: (() => void) | undefined;
    let end: (() => void) | undefined;

    const readable = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          socket.onmessage = ({ data }: MessageEvent<unknown>) => {
            unread.add(
              data instanceof ArrayBuffer ? new Uint8Array(data) : new TextEncoder().encode(String(data)),
            );
            wake?.();
          };
          socket.onclose = ({ code, reason }) => {
            signal?.removeEventListener('abort', abort);
            if (!opened) {
              reject(
                signal?.aborted
                  ? signal.reason
                  : new TransportError('unreachable', 'The console does not open.'),
              );
              return;
            }
            end = () => {
              if (code === 1000 || code === 1005) controller.close();
              else controller.error(closeError(code, reason));
            };
            wake?.();
          };
        },
        async pull(controller) {
          if (unread.bytes === 0 && !end) await new Promise<void>((resolve) => (wake = resolve));
          wake = undefined;
          const piece = unread.take();
          if (piece) controller.enqueue(piece);
          else end?.();
        },
        cancel() {
          socket.close();
        },
      },
      { highWaterMark: 0 },
    );

    socket.onopen = () => {
      opened = true;
      resolve({
        readable,
        write: (data) => {
          if (data.length === 1 && stopKeys.includes(data[0] ?? 0)) unread.letGo(letGoFor);
          if (socket.readyState === Socket.OPEN) socket.send(data.slice());
        },
        close: () => socket.close(1000),
      });
    };
  });
}

/** Our gateway closes with 4000 + status where the engine (or the gateway itself) refused: browsers do not show a refused handshake. */
function closeError(code: number, reason: string): Error {
  if (code === 4401) return new TransportError('session', reason || 'The session has ended. Log in again.');
  if (code >= 4400 && code < 4600)
    return new EngineError(code - 4000, reason || 'The engine refused the console.');
  return new TransportError(
    'broken',
    reason ? `The console's connection broke: ${reason}` : `The console's connection broke (${code}).`,
  );
}
