import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { jsonBody } from '../http/json-body';
import { Refusal } from '../http/refusal';
import { passwordBytes, userBytes } from './bounds';
import type { Registries } from './registries';
import { registryHost } from './registry-host';

const CredentialsBody = v.strictObject({ user: v.string(), password: v.string() });

// eslint-disable-next-line no-control-regex -- control characters are what is refused here
const control = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/**
 * Answers `GET /work/registries` and `PUT|DELETE /work/registries/<host>`: what is to be sent as JSON. `rest` is what follows
 * `/work/registries/`. Passwords go in and never come out.
 */
export async function answerRegistries(
  registries: Registries,
  request: IncomingMessage,
  rest: string,
): Promise<object> {
  if (rest === '') {
    if (request.method !== 'GET') throw notTaken('/work/registries takes GET', 'GET');
    return { registries: await registries.list() };
  }
  if (request.method !== 'PUT' && request.method !== 'DELETE')
    throw notTaken('a registry takes PUT and DELETE', 'PUT, DELETE');
  const host = hostOf(rest);
  if (request.method === 'DELETE') await registries.remove(host);
  else {
    // JSON may write each character as \u and four digits
    const body = v.safeParse(CredentialsBody, await jsonBody(request, 6 * (userBytes + passwordBytes) + 256));
    if (!body.success) throw new Refusal(400, 'the body must be {"user": "…", "password": "…"}');
    const { user, password } = body.output;
    checkText('user', user, userBytes);
    checkText('password', password, passwordBytes);
    if (user.includes(':')) throw new Refusal(400, 'user contains a colon');
    await registries.set({ host, user, password });
  }
  return {};
}

const notTaken = (sentence: string, Allow: string) => new Refusal(405, sentence, 'refused', { Allow });

function hostOf(segment: string): string {
  let host: string | null = null;
  try {
    host = registryHost(decodeURIComponent(segment));
  } catch {
    // no percent-encoded UTF-8: no host either
  }
  if (host === null) throw new Refusal(400, 'host must be like ghcr.io or 192.168.1.2:5000');
  return host;
}

function checkText(name: string, text: string, most: number): void {
  if (text === '') throw new Refusal(400, `${name} is missing`);
  if (Buffer.byteLength(text) > most) throw new Refusal(400, `${name} is longer than ${most} bytes`);
  if (control.test(text)) throw new Refusal(400, `${name} contains a control character, or half a character`);
}
