import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TransportFailure } from '../../lib/engine/errors';

/** The gateway answers in the engine's place: `status`, and a JSON body `{message, failure}` with `X-Dockerman-Failure`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    message: string,
    readonly failure: TransportFailure = 'refused',
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** Any error as a refusal: what is none is a fault of the gateway itself, whose details stay in its log. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal
    ? error
    : new Refusal(500, 'the gateway failed; its log says why', 'broken');
}

function answer(refusal: Refusal): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({ message: refusal.message, failure: refusal.failure });
  return {
    body,
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      'X-Dockerman-Failure': refusal.failure,
      'Cache-Control': 'no-store',
      // it holds nothing, and a page that was refused could not tell this from a port where nobody listens
      'Cross-Origin-Resource-Policy': 'cross-origin',
      ...refusal.headers,
    },
  };
}

/** Answers a request with the refusal. Where an answer has begun already, the connection is broken off instead. */
export function refuse(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { body, headers } = answer(refusal);
  // what is left of the request's body is not read, so the connection cannot be used again
  if (!response.req.complete) response.shouldKeepAlive = false;
  response.writeHead(refusal.status, headers);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Answers a request for an upgrade with the refusal and closes the connection: nothing behind it is looked at. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const { body, headers } = answer(refusal);
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.end(`HTTP/1.1 ${refusal.status} Refused\r\n${lines.join('\r\n')}\r\n\r\n${body}`, () =>
    socket.destroy(),
  );
}
