import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { until, type GatewayUnderTest } from './gateway-under-test';

/** A browser's side of a console, with all that has come in so far. */
export interface ConsoleClient {
  readonly socket: WebSocket;
  /** The bytes so far, as text. */
  text(): string;
  send(data: string | Uint8Array): void;
  /** Resolves when the text so far contains a piece. */
  saw(piece: string): Promise<void>;
  /** Resolves with the close code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

/** Opens a console's WebSocket as our own page would; rejects when the handshake is refused. */
export function openConsole(
  gateway: GatewayUnderTest,
  path: string,
  options: { readonly headers?: Record<string, string>; readonly protocols?: string[] } = {},
): Promise<ConsoleClient> {
  const headers = options.headers ?? { Cookie: gateway.cookie, Origin: gateway.origin };
  const socket = new WebSocket(gateway.origin.replace('http', 'ws') + path, options.protocols ?? [], {
    headers,
  });
  onTestFinished(() => socket.terminate());
  const parts: Buffer[] = [];
  let all = '';
  socket.on('message', (data: Buffer) => parts.push(data));
  const text = () => {
    if (parts.length) all += Buffer.concat(parts.splice(0)).toString('latin1');
    return all;
  };
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () =>
      resolve({
        socket,
        text,
        send: (data) => socket.send(typeof data === 'string' ? Buffer.from(data) : data),
        saw: (piece) => until(() => text().includes(piece)),
        closed,
      }),
    );
  });
}

/** Makes an exec in a container and gives its id. */
export async function makeExec(gateway: GatewayUnderTest, container: string, body: object): Promise<string> {
  const answer = await gateway.fetch(`/engine/local/containers/${container}/exec`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ AttachStdin: true, AttachStdout: true, AttachStderr: true, ...body }),
  });
  const made = (await answer.json()) as { Id?: string; message?: string };
  if (made.Id === undefined) throw new Error(`no exec: ${made.message ?? answer.status}`);
  return made.Id;
}
