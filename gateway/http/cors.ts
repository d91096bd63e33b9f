import type { IncomingMessage, ServerResponse } from 'node:http';

const readable = [
  'Api-Version',
  'Docker-Experimental',
  'Dockerman-Gateway',
  'Ostype',
  'Retry-After',
  'Server',
  'X-Docker-Container-Path-Stat',
  'X-Dockerman-Failure',
].join(', ');

/** Headers that let a page of `origin` read the answer. The cookie is left out on purpose: such pages send Authorization. */
export function corsHeaders(origin: string): Record<string, string> {
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': readable, Vary: 'Origin' };
}

/** Answers the browser's question before a request of an allowed origin. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse, origin: string): void {
  const headers: Record<string, string> = {
    ...corsHeaders(origin),
    'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, X-Registry-Auth, X-Registry-Config',
    'Access-Control-Max-Age': '600',
    'Content-Length': '0',
  };
  // Chromium asks for this where a public page calls a private address (https://wicg.github.io/private-network-access/)
  if (request.headers['access-control-request-private-network'] === 'true')
    headers['Access-Control-Allow-Private-Network'] = 'true';
  response.writeHead(204, headers).end();
}
