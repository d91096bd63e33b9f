import { probeLimit, timeLimit } from './time-limit';

/** What a probe of an address from the browser found; `reason` is a plain sentence with what to do. */
export interface Diagnosis {
  readonly reachable: boolean;
  readonly kind:
    | 'ok'
    | 'mixed-content'
    | 'cors'
    | 'refused'
    | 'timeout'
    | 'certificate'
    | 'refused-or-certificate'
    | 'login'
    | 'no-engine';
  readonly reason: string;
  readonly apiVersion?: string;
  /** The answer is of our gateway, which bridges exec to WebSocket. */
  readonly gateway?: boolean;
}

export interface DiagnosisOptions {
  /** The base URL, absolute: `http://router:2375`. */
  readonly base: string;
  /** The page's own protocol, `https:`. */
  readonly pageProtocol: string;
  /** A session at that address, sent as Bearer. */
  readonly token?: string;
  readonly fetch?: typeof fetch;
  readonly limit?: number;
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/;

/** Browsers let an https page talk plain http to its own machine alone. */
export function mixedContent(pageProtocol: string, base: URL): boolean {
  return pageProtocol === 'https:' && base.protocol === 'http:' && !loopback.test(base.hostname);
}

/** Asks `/_ping` of the address, and tells apart what a browser lets us tell apart. Never rejects. */
export async function diagnose(options: DiagnosisOptions): Promise<Diagnosis> {
  const base = new URL(options.base);
  if (mixedContent(options.pageProtocol, base))
    return {
      reachable: false,
      kind: 'mixed-content',
      reason: `This page came over https, and the engine at ${base.host} speaks plain http: browsers do not allow that. Put TLS in front of the engine, or open this page over http.`,
    };
  const fetcher = options.fetch ?? ((...request) => fetch(...request));
  const { token } = options;
  const ask = async (
    url: string,
    mode: RequestMode,
    own: RequestInit = {},
  ): Promise<Response | 'timeout' | 'failed'> => {
    const limit = timeLimit(options.limit ?? probeLimit);
    try {
      return await fetcher(url, {
        mode,
        cache: 'no-store',
        credentials: 'same-origin',
        signal: limit.signal,
        ...own,
      });
    } catch {
      return limit.expired() ? 'timeout' : 'failed';
    } finally {
      limit.clear();
    }
  };

  const url = `${options.base}/_ping`;
  // a token is for this address alone, so it follows no redirect
  const answer = await ask(
    url,
    'cors',
    token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` }, redirect: 'error' },
  );
  if (answer instanceof Response) return answered(answer, base);
  if (answer === 'timeout') return silent(base);
  const opaque = await ask(url, 'no-cors');
  if (opaque instanceof Response)
    return {
      reachable: false,
      kind: 'cors',
      reason: `The engine at ${base.host} answers, but does not allow this page to read it. Let the proxy in front of it send CORS headers for ${originHint()}; a gateway does with --allow-origin.`,
    };
  if (opaque === 'timeout') return silent(base);
  if (base.protocol !== 'https:') return refused(base);
  // a TLS server answers plain http with an error page: then something listens, and only its certificate was refused
  const plain = `http://${base.host}/_ping`;
  const probable = mixedContent(options.pageProtocol, new URL(plain))
    ? 'failed'
    : await ask(plain, 'no-cors');
  if (probable instanceof Response)
    return {
      reachable: false,
      kind: 'certificate',
      reason: `The browser does not trust the certificate of ${base.host}, or the engine wants one of the browser. Open ${base.origin}/_ping in a tab and accept it, or install its authority.`,
    };
  return {
    reachable: false,
    kind: 'refused-or-certificate',
    reason: `${base.host} refuses the connection, or the browser does not trust its certificate. Open ${base.origin}/_ping in a tab to see which.`,
  };
}

function answered(response: Response, base: URL): Diagnosis {
  void response.body?.cancel().catch(() => undefined);
  const gateway = response.headers.get('Dockerman-Gateway') === 'exec';
  const apiVersion = response.headers.get('Api-Version');
  const failure = response.headers.get('X-Dockerman-Failure');
  if (response.status === 401 || failure === 'session')
    return {
      reachable: false,
      kind: 'login',
      reason: `${base.host} wants a login.`,
      gateway: gateway || failure === 'session',
    };
  if (!response.ok)
    return {
      reachable: false,
      kind: 'no-engine',
      reason: `${base.host} answered with status ${response.status}: no engine is behind it.`,
      gateway,
    };
  return {
    reachable: true,
    kind: 'ok',
    reason: gateway
      ? `The gateway at ${base.host} answers.`
      : `The engine at ${base.host} answers the browser.`,
    gateway,
    ...(apiVersion ? { apiVersion } : {}),
  };
}

const silent = (base: URL): Diagnosis => ({
  reachable: false,
  kind: 'timeout',
  reason: `${base.host} does not answer. Is the machine on, and does its firewall let this port through?`,
});

const refused = (base: URL): Diagnosis => ({
  reachable: false,
  kind: 'refused',
  reason: `${base.host} refuses the connection. Does the engine listen there, or does a browser plug-in block it?`,
});

const originHint = () => (typeof location === 'undefined' ? 'its origin' : location.origin);
