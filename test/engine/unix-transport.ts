import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { TransportError } from '../../lib/engine/errors';
import { operation, target } from '../../lib/engine/operations';
import type { EngineRequest, EngineResponse, Transport } from '../../lib/engine/request';

/** The plainest transport: the engine's own socket. For tests; the gateway and the browser have their own. */
export function unixTransport(socketPath: string): Transport {
  return {
    name: 'unix socket',
    carries: () => true,
    send: (request) => send(socketPath, request),
  };
}

function send(socketPath: string, request: EngineRequest): Promise<EngineResponse> {
  const row = operation(request.operation);
  const version = request.apiVersion === undefined ? '' : `/v${request.apiVersion}`;
  const body = bodyOf(request.body);
  const type = row.body === 'tar' ? 'application/x-tar' : 'application/json';
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        socketPath,
        method: row.method,
        path: version + target(row, request.parameters),
        headers: body ? { 'Content-Type': type, 'Content-Length': body.length } : {},
        ...(request.signal ? { signal: request.signal } : {}),
      },
      (answer) => resolve(response(answer)),
    );
    sent.on('error', (cause) =>
      reject(request.signal?.aborted ? cause : new TransportError('unreachable', cause.message, { cause })),
    );
    sent.end(body);
  });
}

function bodyOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
}

function response(answer: IncomingMessage): EngineResponse {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value));
  // node's own type of a web stream is not the DOM's
  const body = Readable.toWeb(answer) as unknown as ReadableStream<Uint8Array>;
  return { status: answer.statusCode ?? 0, headers, body };
}
