import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { Refusal } from './refusal';

/** Which names the gateway answers to, and which pages of other sites may call it. */
export interface OriginRules {
  /** Host names besides the loopback ones and the address that a request came in on. */
  readonly hosts: readonly string[];
  /** Origins (`https://router.lan`) whose pages may use the engines. */
  readonly origins: readonly string[];
}

/** The name part of a Host header, without port and brackets; null where it is none. */
export function hostName(host: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

/** Whether a host name, without port and brackets, means this machine alone. */
export function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

/**
 * Refuses (421) a Host that is not ours. A page of another site can point its own name at this address (DNS rebinding) and
 * would then be of our origin; the name still gives it away.
 */
export function checkHost(request: IncomingMessage, rules: OriginRules): void {
  const name = hostName(request.headers.host ?? '');
  const local = request.socket.localAddress?.replace(/^::ffff:/, '');
  if (name !== null && (isLoopback(name) || name === local || rules.hosts.includes(name))) return;
  throw new Refusal(
    421,
    `this gateway does not answer to the host name ${JSON.stringify(name ?? '')}; --allow-host adds one`,
    'forbidden',
  );
}

/** Where a request comes from, by the headers that browsers set and pages cannot. */
export type Source = 'own' | 'allowed' | 'none';

/**
 * Tells where a request comes from: our own page, a page of an allowed origin, or no page at all (a navigation, a program).
 * Refuses (403) pages of other origins, whatever the method.
 */
export function sourceOf(request: IncomingMessage, rules: OriginRules): Source {
  const origin = request.headers.origin;
  const host = request.headers.host?.toLowerCase() ?? '';
  if (origin !== undefined) {
    const own = /^https?:\/\/(.+)$/.exec(origin.toLowerCase())?.[1];
    if (own === host) return 'own';
    if (rules.origins.includes(origin.toLowerCase())) return 'allowed';
    throw new Refusal(
      403,
      `pages of ${origin} may not use this gateway; --allow-origin lets them`,
      'forbidden',
    );
  }
  const site = request.headers['sec-fetch-site'];
  // following a link to us is no use of us
  const link = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
  if (site === undefined || site === 'none' || (site !== 'same-origin' && link)) return 'none';
  if (site === 'same-origin') return 'own';
  throw new Refusal(403, 'pages of other sites may not use this gateway', 'forbidden');
}
