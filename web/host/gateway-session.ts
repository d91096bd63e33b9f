import * as v from 'valibot';
import { fetchAgain } from '../transport/fetch-again';
import { _ } from './translate';

const answer = v.object({
  authenticated: v.boolean(),
  engines: v.optional(v.array(v.object({ name: v.string() })), () => []),
});

/** What the gateway says of this browser's session. */
export type GatewaySession = v.InferOutput<typeof answer>;

const unreadable = 'The gateway answered with something unexpected.';

/** Asks the gateway for the session. Rejects with a plain sentence when it does not answer. */
export async function gatewaySession(
  fetcher: typeof fetch = (...request) => fetch(...request),
): Promise<GatewaySession> {
  const response = await fetchAgain(fetcher, '/session', { cache: 'no-store' }).catch(() => {
    throw new Error('The gateway does not answer.');
  });
  const parsed = v.safeParse(answer, await response.json().catch(() => null));
  if (!parsed.success) throw new Error(unreadable);
  return parsed.output;
}

/** Logs in. Rejects with a sentence: a wrong password, or what the gateway says (too many tries). */
export async function logIn(
  password: string,
  fetcher: typeof fetch = (...request) => fetch(...request),
): Promise<void> {
  const response = await fetcher('/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ password }),
  }).catch(() => {
    throw new Error('The gateway does not answer.');
  });
  if (response.ok) return;
  if (response.status === 401) throw new Error(_('The password is wrong.'));
  const said = v.safeParse(v.object({ message: v.string() }), await response.json().catch(() => null));
  throw new Error(said.success ? said.output.message : unreadable);
}

/** Ends the session. */
export async function logOut(fetcher: typeof fetch = (...request) => fetch(...request)): Promise<void> {
  await fetcher('/logout', { method: 'POST' });
}
