import { EngineError, TransportError } from '../../lib/engine/errors';
import type { Duplex } from '../../lib/engine/request';

/** More than this unread is more than a reader will ever want: the connection is given up, not the page's memory. */
const unreadLimit = 16 * 1024 * 1024;

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

    const readable = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          socket.onmessage = ({ data }: MessageEvent<unknown>) => {
            const bytes =
              data instanceof ArrayBuffer ? new Uint8Array(data) : new TextEncoder().encode(String(data));
            controller.enqueue(bytes);
            if ((controller.desiredSize ?? 0) >= 0) return;
            controller.error(new TransportError('broken', 'The console wrote more than could be read.'));
            socket.close();
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
            try {
              if (code === 1000 || code === 1005) controller.close();
              else controller.error(closeError(code, reason));
            } catch {
              // it is closed already
            }
          };
        },
        cancel() {
          socket.close();
        },
      },
      { highWaterMark: unreadLimit, size: (chunk) => chunk?.byteLength ?? 0 },
    );

    socket.onopen = () => {
      opened = true;
      resolve({
        readable,
        write: (data) => {
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
