import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Refusal } from '../http/refusal';
import { verifyPassword } from './password';
import type { RateLimit } from './rate-limit';
import type { Session, Sessions } from './sessions';

/** WebSocket requests cannot carry Authorization, so it comes as one of the offered subprotocols, base64url after this. */
export const authorizationProtocol = 'dockerman.authorization.';

/** Who may come in: the password, the sessions, and the limit on guessing. */
export class Access {
  readonly #hash: string;
  readonly #sessions: Sessions;
  readonly #limit: RateLimit;
  readonly #cookie: () => string;
  // scrypt at every request of a page with basic authorization would be slow: a good header opens one session and keeps its token
  readonly #basic = new Map<string, Promise<string>>();
  readonly #basicKey = randomBytes(32);
  #checking: Promise<unknown> = Promise.resolve();

  /** `cookie` names the session cookie: cookies know no ports, so two gateways on one host need two names. */
  constructor(hash: string, sessions: Sessions, limit: RateLimit, cookie: () => string) {
    this.#hash = hash;
    this.#sessions = sessions;
    this.#limit = limit;
    this.#cookie = cookie;
  }

  /** Checks a password and opens a session: its token. A {@link Refusal} for a wrong one (401) and for too many tries (429). */
  async login(address: string, password: string): Promise<string> {
    const wait = this.#limit.take(address);
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000);
      throw new Refusal(429, `too many wrong passwords; try again in ${seconds} s`, 'session', {
        'Retry-After': String(seconds),
      });
    }
    // one after another: each check takes 32 MiB
    const check = this.#checking.then(() => verifyPassword(password, this.#hash));
    this.#checking = check.catch(() => undefined);
    if (!(await check)) throw new Refusal(401, 'the password is wrong', 'session');
    this.#limit.succeeded(address);
    return this.#sessions.open();
  }

  /** The session of a request by its cookie or its Authorization; null without one. */
  async session(
    request: IncomingMessage,
  ): Promise<{ session: Session; by: 'cookie' | 'authorization' } | null> {
    const authorization = request.headers.authorization ?? offeredAuthorization(request);
    const token =
      authorization === undefined
        ? this.cookieToken(request)
        : await this.#authorized(request.socket.remoteAddress ?? '', authorization);
    const session = token === null ? null : this.#sessions.use(token);
    return session && { session, by: authorization === undefined ? 'cookie' : 'authorization' };
  }

  /** The token in the request's cookie. */
  cookieToken(request: IncomingMessage): string | null {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = pair.trim().split('=', 2);
      if (name === this.#cookie() && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
    }
    return null;
  }

  /** Ends the session of a request. */
  async logout(request: IncomingMessage): Promise<void> {
    const bearer = /^Bearer ([A-Za-z0-9_-]{43})$/i.exec(request.headers.authorization ?? '')?.[1];
    const token = bearer ?? this.cookieToken(request);
    if (token !== null) this.#sessions.close(token);
  }

  async #authorized(address: string, authorization: string): Promise<string | null> {
    const [, scheme = '', value = ''] = /^(Basic|Bearer) +([A-Za-z0-9+/=_-]+)$/i.exec(authorization) ?? [];
    if (scheme.toLowerCase() === 'bearer') return value;
    if (scheme.toLowerCase() !== 'basic') return null;
    const key = createHmac('sha256', this.#basicKey).update(value).digest('base64');
    const known = await this.#basic.get(key);
    if (known !== undefined && this.#sessions.use(known)) return known;
    // there is one account: the user name before the colon is not looked at
    const password = /^[^:]*:([\s\S]*)$/.exec(Buffer.from(value, 'base64').toString('utf8'))?.[1] ?? '';
    // a page's first requests come together: they share one check
    const login = this.login(address, password);
    this.#basic.set(key, login);
    login.catch(() => this.#basic.delete(key));
    return login;
  }
}

function offeredAuthorization(request: IncomingMessage): string | undefined {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
  const ours = offered.find((protocol) => protocol.startsWith(authorizationProtocol));
  return ours && Buffer.from(ours.slice(authorizationProtocol.length), 'base64url').toString('utf8');
}
