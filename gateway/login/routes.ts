import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import * as v from 'valibot';
import { jsonBody } from '../http/json-body';
import type { Source } from '../http/origin';
import { Refusal } from '../http/refusal';
import type { Access } from './access';

/** What `GET /session` answers. There is one account, and it may do everything. */
export interface SessionAnswer {
  readonly authenticated: boolean;
  readonly roles: readonly string[];
  readonly engines: readonly { readonly name: string; readonly kind: string }[];
}

/** What the routes need to know of the gateway around them. */
export interface LoginRoutesContext {
  readonly access: Access;
  readonly cookie: () => string;
  readonly longestSeconds: number;
  readonly engines: SessionAnswer['engines'];
}

const LoginBody = v.object({ password: v.pipe(v.string(), v.maxLength(1024)) });

function isSecure(request: IncomingMessage): boolean {
  // behind a proxy that ends TLS; a false claim only makes the cookie stricter
  return (request.socket as TLSSocket).encrypted === true || request.headers['x-forwarded-proto'] === 'https';
}

function cookieHeader(context: LoginRoutesContext, request: IncomingMessage, token: string): string {
  const life = token === '' ? 0 : context.longestSeconds;
  const secure = isSecure(request) ? '; Secure' : '';
  return `${context.cookie()}=${token}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Strict${secure}`;
}

function json(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    ...headers,
  });
  response.end(text);
}

/**
 * Answers `POST /login {password}`, `POST /logout` and `GET /session`; false where the path is none of them.
 * Our own page gets the session as a cookie that scripts cannot read; a page of an allowed origin gets `{token}` to send as Bearer.
 */
export async function loginRoutes(
  context: LoginRoutesContext,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  source: Source,
): Promise<boolean> {
  const method = { '/login': 'POST', '/logout': 'POST', '/session': 'GET' }[path];
  if (method === undefined) return false;
  if (request.method !== method)
    throw new Refusal(405, `${path} takes ${method}`, 'refused', { Allow: method });
  if (path === '/login') {
    const body = v.safeParse(LoginBody, await jsonBody(request, 4096));
    if (!body.success) throw new Refusal(400, 'the body must be {"password": "…"}');
    const token = await context.access.login(request.socket.remoteAddress ?? '', body.output.password);
    if (source === 'allowed') json(response, { authenticated: true, token });
    else json(response, { authenticated: true }, { 'Set-Cookie': cookieHeader(context, request, token) });
  } else if (path === '/logout') {
    await context.access.logout(request);
    json(response, { authenticated: false }, { 'Set-Cookie': cookieHeader(context, request, '') });
  } else {
    const authenticated = (await context.access.session(request)) !== null;
    const answer: SessionAnswer = authenticated
      ? { authenticated, roles: ['viewer', 'operator', 'admin'], engines: context.engines }
      : { authenticated, roles: [], engines: [] };
    json(response, answer);
  }
  return true;
}
