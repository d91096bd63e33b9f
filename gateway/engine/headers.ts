import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { enginePolicy } from '../http/security-headers';

const passedOn = ['accept', 'content-type', 'x-registry-auth', 'x-registry-config', 'user-agent'] as const;

/** The few headers of a request that an engine reads. */
export function readHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of passedOn) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}

/** The headers of the engine's request: the few that it reads, and a framing of our own. */
export function requestHeaders(request: IncomingMessage, body: boolean): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = readHeaders(request);
  if (body) {
    const length = request.headers['content-length'];
    if (length !== undefined) headers['Content-Length'] = length;
    else headers['Transfer-Encoding'] = 'chunked';
  } else if (request.method === 'POST' || request.method === 'PUT') headers['Content-Length'] = '0';
  return headers;
}

// RFC 9110 7.6.1, and what the gateway decides itself
const kept = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'set-cookie',
  'cache-control',
  'content-security-policy',
  'date',
]);

/** The headers of the browser's answer: the engine's, without those of the connection and of a page's safety. */
export function responseHeaders(incoming: IncomingMessage): OutgoingHttpHeaders {
  const named = (incoming.headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  const headers: OutgoingHttpHeaders = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': enginePolicy,
  };
  for (const [name, value] of Object.entries(incoming.headers))
    if (!kept.has(name) && !named.includes(name) && !name.startsWith('access-control-'))
      headers[name] = value;
  return headers;
}
