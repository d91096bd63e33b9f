import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal';

function values(request: IncomingMessage, name: string): string[] {
  const found: string[] = [];
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2)
    if (request.rawHeaders[at]?.toLowerCase() === name) found.push(request.rawHeaders[at + 1] ?? '');
  return found;
}

/**
 * Refuses (400) a request whose end two readers could see in different places. Node's parser refuses most of these by itself;
 * this is the part that it lets through (a repeated Host, a repeated or listed length), checked on the headers as they came.
 */
export function checkFraming(request: IncomingMessage): void {
  const lengths = values(request, 'content-length');
  const codings = values(request, 'transfer-encoding');
  if (values(request, 'host').length !== 1)
    throw new Refusal(400, 'the request must have exactly one Host header');
  if (lengths.length > 1 || lengths.some((length) => !/^[0-9]{1,15}$/.test(length)))
    throw new Refusal(400, 'the request has no plain Content-Length');
  if (codings.length > 1 || codings.some((coding) => coding.toLowerCase() !== 'chunked'))
    throw new Refusal(400, 'Transfer-Encoding may only be "chunked"');
  if (codings.length && (lengths.length || request.httpVersion !== '1.1'))
    throw new Refusal(400, 'Transfer-Encoding does not go with Content-Length or with HTTP/1.0');
}

/** Whether a body follows the head: a length above zero, or chunks. Call after {@link checkFraming}. */
export function hasBody(request: IncomingMessage): boolean {
  return (
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  );
}
