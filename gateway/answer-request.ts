import type { IncomingMessage, ServerResponse } from 'node:http';
import { engineRequest } from './engine/engine-request';
import { answerPreflight, corsHeaders } from './http/cors';
import { checkFraming } from './http/framing';
import { checkHost, sourceOf } from './http/origin';
import { asRefusal, refuse, Refusal } from './http/refusal';
import { everywhere } from './http/security-headers';
import { serveStatic } from './http/static-files';
import { splitTarget } from './http/target';
import { loginRoutes } from './login/routes';
import type { Gateway } from './server';
import { workRequest } from './work/routes';

/** Answers one request: checks its framing, Host and Origin, then the login's routes, the engines, and the web interface. */
export async function answerRequest(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // a client that goes away is seen by whoever writes to it
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  try {
    for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value);
    await route(gateway, request, response);
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal.status === 500) gateway.log.error({ err: error, url: request.url }, 'a request failed');
    else gateway.log.debug({ status: refusal.status, url: request.url }, refusal.message);
    refuse(response, refusal);
  }
}

async function route(gateway: Gateway, request: IncomingMessage, response: ServerResponse): Promise<void> {
  checkFraming(request);
  checkHost(request, gateway.rules);
  const { path, query } = splitTarget(request.url ?? '');
  const source = sourceOf(request, gateway.rules);
  const { origin } = request.headers;
  if (source === 'allowed' && origin !== undefined) {
    if (request.method === 'OPTIONS') return answerPreflight(request, response, origin);
    for (const [name, value] of Object.entries(corsHeaders(origin))) response.setHeader(name, value);
  }
  if (path.startsWith('/engine/')) return engineRequest(gateway, request, response, path, query, source);
  if (path.startsWith('/work/')) return workRequest(gateway, request, response, path, source);
  const login = {
    access: gateway.access,
    cookie: gateway.cookie,
    longestSeconds: gateway.sessions.longestSeconds,
    engines: [...gateway.engines.values()].map(({ name, address }) => ({ name, kind: address.kind })),
  };
  if (await loginRoutes(login, request, response, path, source)) return;
  if (source === 'allowed') throw new Refusal(404, `there is nothing at ${path}`);
  serveStatic(gateway.files, request, response, path);
}
