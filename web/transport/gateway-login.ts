import { TransportError } from '../../lib/engine/errors';
import { _ } from '../host/translate';
import type { GatewayTokens } from './gateway-tokens';
import { asObject, asText } from './read-json';

/** What the gateway makes: 43 characters of base64url. Anything near it may be a header's value. */
const tokenFormat = /^[A-Za-z0-9_-]{32,128}$/;

/** The gateway's own address: what stands before `/engine/<name>`. */
const gatewayOf = (base: string): string => base.replace(/\/engine\/[^/]+$/, '');

/**
 * Logs in to the gateway at a base URL (`https://host:8080/engine/local`) and keeps the token for that base. A gateway at the page's own
 * origin gives a cookie instead. Rejects with a {@link TransportError} whose message can be shown: `session` for a wrong password or too many
 * tries, `unreachable`, or `broken` for an answer that is none of a gateway.
 */
export async function logInToGateway(
  base: string,
  password: string,
  tokens: GatewayTokens,
  fetcher: typeof fetch = (...request) => fetch(...request),
): Promise<void> {
  const response = await fetcher(`${gatewayOf(base)}/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ password }),
    cache: 'no-store',
    credentials: 'same-origin',
    // a password goes to the address that the user sees, and nowhere else
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new TransportError('unreachable', _('The gateway does not answer.'), { cause });
  });
  const answer = asObject(await response.json().catch(() => null));
  if (!response.ok) throw refused(response, asText(answer?.['message']));
  const token = asText(answer?.['token']);
  if (token !== undefined && tokenFormat.test(token)) return tokens.keep(base, token);
  if (answer?.['authenticated'] === true && new URL(base).origin === location.origin) return;
  throw new TransportError('broken', _('The gateway answered with something unexpected.'));
}

function refused(response: Response, message: string | undefined): TransportError {
  if (response.status === 401) return new TransportError('session', _('The password is wrong.'));
  const seconds = response.headers.get('Retry-After');
  if (response.status === 429 && seconds !== null)
    return new TransportError('session', _('Too many wrong passwords. Try again in %s s.', seconds));
  return new TransportError(
    response.headers.has('X-Dockerman-Failure') ? 'refused' : 'broken',
    message ?? _('The gateway answered with something unexpected.'),
  );
}
