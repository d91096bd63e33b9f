/**
 * Slows down guessing: after `free` failures from one address each further try has to wait, twice as long each time.
 * A try counts as failed until it has succeeded, so tries in parallel gain nothing.
 */
export class RateLimit {
  readonly #failures = new Map<string, { count: number; notBefore: number }>();
  readonly #now: () => number;
  readonly #free: number;
  readonly #longest = 5 * 60_000;
  readonly #addresses = 10_000;

  constructor(options: { now?: () => number; free?: number } = {}) {
    this.#now = options.now ?? Date.now;
    this.#free = options.free ?? 5;
  }

  /** Takes one try of `address`. Gives the milliseconds to wait before the next one is taken; 0 means this one may go on. */
  take(address: string): number {
    const key = network(address);
    const now = this.#now();
    const entry = this.#failures.get(key) ?? { count: 0, notBefore: 0 };
    if (entry.notBefore > now) return entry.notBefore - now;
    entry.count += 1;
    const over = entry.count - this.#free;
    entry.notBefore = over < 0 ? 0 : now + Math.min(1000 * 2 ** Math.min(over, 20), this.#longest);
    // the oldest goes when the map is full; setting anew moves an entry to the end
    this.#failures.delete(key);
    this.#failures.set(key, entry);
    if (this.#failures.size > this.#addresses) {
      const oldest = this.#failures.keys().next();
      if (!oldest.done) this.#failures.delete(oldest.value);
    }
    return 0;
  }

  /** The try of `address` was a good one: its failures are forgotten. */
  succeeded(address: string): void {
    this.#failures.delete(network(address));
  }
}

/** One home has one IPv4 address, but a whole /64 of IPv6 ones. */
function network(address: string): string {
  return address.includes(':') && !address.startsWith('::ffff:')
    ? address.split(':').slice(0, 4).join(':')
    : address;
}
