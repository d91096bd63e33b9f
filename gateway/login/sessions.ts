import { createHash, randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';

/** Somebody who has logged in. `ended` fires at logout and expiry: whatever runs for the session stops then. */
export interface Session {
  readonly ended: AbortSignal;
}

interface Entry extends Session {
  readonly end: AbortController;
  readonly until: number;
  lastUsed: number;
}

/** The sessions, in memory: a restart of the gateway ends them all. Tokens themselves are not kept, only their digests. */
export class Sessions {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  readonly #idle: number;
  readonly #longest: number;
  readonly #timer: NodeJS.Timeout;

  /** `idle` and `longest` are milliseconds: unused for that long, or that old, a session ends. */
  constructor(options: { now?: () => number; idle?: number; longest?: number; sweepEvery?: number } = {}) {
    this.#now = options.now ?? Date.now;
    this.#idle = options.idle ?? 12 * 3600_000;
    this.#longest = options.longest ?? 7 * 24 * 3600_000;
    this.#timer = setInterval(() => this.sweep(), options.sweepEvery ?? 30_000);
    this.#timer.unref();
  }

  /** The cookie's longest life in seconds. */
  get longestSeconds(): number {
    return Math.floor(this.#longest / 1000);
  }

  /** Starts a session and gives its token (43 characters, base64url). */
  open(): string {
    const token = randomBytes(32).toString('base64url');
    const end = new AbortController();
    // one for each stream that is open
    setMaxListeners(0, end.signal);
    const now = this.#now();
    this.#entries.set(digest(token), { end, ended: end.signal, until: now + this.#longest, lastUsed: now });
    return token;
  }

  /** The session of a token, which counts as use of it; null where there is none (any more). */
  use(token: string): Session | null {
    const key = digest(token);
    const entry = this.#entries.get(key);
    if (!entry) return null;
    if (this.#over(entry)) {
      this.#end(key, entry);
      return null;
    }
    entry.lastUsed = this.#now();
    return entry;
  }

  /** Ends the session of a token. */
  close(token: string): void {
    const key = digest(token);
    const entry = this.#entries.get(key);
    if (entry) this.#end(key, entry);
  }

  /** Ends the sessions whose time is over, so that their open streams stop too. */
  sweep(): void {
    for (const [key, entry] of this.#entries) if (this.#over(entry)) this.#end(key, entry);
  }

  /** Ends them all and stops the clock. */
  stop(): void {
    clearInterval(this.#timer);
    for (const [key, entry] of this.#entries) this.#end(key, entry);
  }

  #over(entry: Entry): boolean {
    const now = this.#now();
    return now >= entry.until || now - entry.lastUsed >= this.#idle;
  }

  #end(key: string, entry: Entry): void {
    this.#entries.delete(key);
    entry.end.abort();
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
