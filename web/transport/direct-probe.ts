import { diagnose, type Diagnosis } from './direct-diagnosis';
import type { DirectTarget } from './direct-target';
import type { GatewayTokens } from './gateway-tokens';

/** Where to look for an engine, and for how long. */
export interface DirectProbeOptions {
  /** The page's own protocol, `https:`. */
  readonly pageProtocol: string;
  /** The sessions at gateways; absent where the page's own cookie is one. */
  readonly tokens?: GatewayTokens | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** An address, what was found there, and the token that it was found with. */
interface Found {
  readonly base: string;
  readonly diagnosis: Diagnosis;
  readonly token: string | undefined;
}

async function ask(base: string, { pageProtocol, tokens, fetch }: DirectProbeOptions): Promise<Found> {
  const token = tokens?.of(base);
  const diagnosis = await diagnose({
    base,
    pageProtocol,
    ...(token === undefined ? {} : { token }),
    ...(fetch ? { fetch } : {}),
  });
  if (diagnosis.kind !== 'login' || !tokens) return { base, diagnosis, token };
  // somebody logged in meanwhile
  if (tokens.of(base) !== token) return ask(base, { pageProtocol, tokens, fetch });
  tokens.drop(base);
  return { base, diagnosis, token: undefined };
}

/**
 * Asks all addresses at once, each with its own token. Gives the first one that can be used, else a gateway that wants a login, else
 * the first; null without any. A token that is not taken any more is forgotten.
 */
export async function probeDirect(
  bases: readonly string[],
  options: DirectProbeOptions,
): Promise<{ readonly target: DirectTarget; readonly diagnosis: Diagnosis } | null> {
  const all = await Promise.all(bases.map((base) => ask(base, options)));
  const wantsLogin = ({ diagnosis }: Found) => diagnosis.kind === 'login' && diagnosis.gateway === true;
  const best = all.find(({ diagnosis }) => diagnosis.reachable) ?? all.find(wantsLogin) ?? all[0];
  if (!best) return null;
  const { base, diagnosis, token } = best;
  const target: DirectTarget = {
    base,
    gateway: diagnosis.gateway === true,
    ...(token === undefined ? {} : { token }),
    // without tokens the page itself leads to its login
    ...(options.tokens && wantsLogin(best) ? { login: true } : {}),
  };
  return { target, diagnosis };
}
