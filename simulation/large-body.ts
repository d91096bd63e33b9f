import { getResponse, type RequestHandler } from 'msw';

const header = 'X-Simulated-Body';
const bodies = new Map<string, ReadableStream<Uint8Array>>();
let sent = 0;

/**
 * Answers a request whose body may be large: it is read as fast as the simulated engine takes it. msw clones each request, and holds what
 * one of the two has not read yet in memory (https://github.com/mswjs/msw/blob/main/src/core/handlers/RequestHandler.ts), so the body
 * goes beside the request. Undefined where no handler answers.
 */
export async function respond(
  handlers: RequestHandler[],
  request: Request,
  body: ReadableStream<Uint8Array> | undefined,
): Promise<Response | undefined> {
  if (!body) return getResponse(handlers, request);
  const key = String((sent += 1));
  bodies.set(key, body);
  request.headers.set(header, key);
  try {
    return await getResponse(handlers, request);
  } finally {
    // whoever answers has taken it by now, or will never
    bodies.delete(key);
  }
}

/** The body that goes beside a request; undefined where it has none. */
export function takenApart(request: Request): ReadableStream<Uint8Array> | undefined {
  return bodies.get(request.headers.get(header) ?? '');
}
