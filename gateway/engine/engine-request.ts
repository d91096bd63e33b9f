import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Source } from '../http/origin';
import { Refusal } from '../http/refusal';
import type { Session } from '../login/sessions';
import type { Gateway } from '../server';
import { engineCall } from './call';
import type { Engine } from './engine';

/** The engine that a path names, and the path on it. A {@link Refusal} (404) where it is not configured. */
export function engineOf(gateway: Gateway, path: string): { engine: Engine; rest: string } {
  const [, name = '', rest = ''] = /^\/engine\/([^/]+)(\/.*)$/.exec(path) ?? [];
  const engine = gateway.engines.get(name);
  if (!engine)
    throw new Refusal(404, `there is no engine ${JSON.stringify(name.slice(0, 80))} on this gateway`);
  return { engine, rest };
}

/**
 * The session of a request to an engine. Refuses one without (401), and one that changes something by the cookie alone from elsewhere
 * than our own page (403).
 */
export async function engineSession(
  gateway: Gateway,
  request: IncomingMessage,
  source: Source,
  changes: boolean,
): Promise<Session> {
  const found = await gateway.access.session(request);
  if (!found) throw new Refusal(401, 'the session has ended; log in again', 'session');
  if (changes && found.by === 'cookie' && source !== 'own')
    throw new Refusal(403, 'the request has no Origin; log in with Authorization instead', 'forbidden');
  return found.session;
}

/** Answers a request below `/engine/<name>/`. */
export async function engineRequest(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
  source: Source,
): Promise<void> {
  const method = request.method ?? '';
  const session = await engineSession(gateway, request, source, method !== 'GET' && method !== 'HEAD');
  const { engine, rest } = engineOf(gateway, path);
  const call = engineCall(method, rest, query);
  const ping = call.row.name === 'SystemPing' || call.row.name === 'SystemPingHead';
  await engine.pass(call, request, response, ping ? { 'Dockerman-Gateway': 'exec' } : {}, session.ended);
}
