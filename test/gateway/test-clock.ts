import type { Clock } from '../../simulation/clock';

/** A clock that stands until it is told to go on. */
export class TestClock implements Clock {
  #now = Date.UTC(2024, 5, 1, 12);
  readonly #waiting = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const entry = { at: this.#now + milliseconds, callback };
    this.#waiting.add(entry);
    return () => this.#waiting.delete(entry);
  }

  /** How many callbacks wait for their time. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Lets time pass; what waits is called in its order, and what it sets off runs in between. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#waiting.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#now = end;
  }
}
