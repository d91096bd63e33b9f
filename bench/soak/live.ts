import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { below, ubusCall, type Page } from './pages';

interface News {
  readonly cursor: number;
  readonly ended?: boolean;
  readonly failure?: string;
}

/** A tab's streams over the keeper: one `next` for all of them, some of which are given up before they are answered. */
export class LiveTab {
  readonly #client = randomBytes(8).toString('hex');
  readonly #cursors = new Map<string, number>();
  #poll = new AbortController();

  constructor(
    private readonly page: Page,
    private readonly ends: AbortSignal,
  ) {}

  /** Opens a stream and gives its id. */
  async open(method: 'view' | 'operate' | 'admin', operation: string, parameters: object): Promise<string> {
    const args = { client: this.#client, operation, parameters, api_version: '1.41', engine: '' };
    const reply = await ubusCall(this.page, 'dockerman.keeper', method, args, this.ends);
    const { stream, cursor } = reply;
    if (typeof stream !== 'string') throw new Error(`${operation} did not open: ${JSON.stringify(reply)}`);
    this.#cursors.set(stream, Number(cursor ?? 0));
    // a poll that waits does not know of it
    this.#poll.abort();
    return stream;
  }

  async close(stream: string): Promise<void> {
    this.#cursors.delete(stream);
    await ubusCall(this.page, 'dockerman.keeper', 'view', { client: this.#client, close: stream }, this.ends);
  }

  /** Polls until `ends` aborts. One poll in four is given up after up to a second: its reply is lost and must come again. */
  async follow(): Promise<void> {
    while (!this.ends.aborted) {
      this.#poll = below(this.ends);
      const poll = this.#poll;
      const cut = Math.random() < 0.25 ? setTimeout(() => poll.abort(), Math.random() * 1000) : undefined;
      try {
        const cursors = Object.fromEntries(this.#cursors);
        const args = { client: this.#client, cursors, wait: 25 };
        this.#take(await ubusCall(this.page, 'dockerman.keeper', 'next', args, poll.signal));
        this.page.tally.count('polls answered');
      } catch (error) {
        if (this.ends.aborted) return;
        if (poll.signal.aborted) this.page.tally.count('polls given up');
        else this.page.tally.fail(`poll: ${String(error)}`);
        await delay(20);
      } finally {
        clearTimeout(cut);
        poll.abort();
      }
    }
  }

  #take({ streams, failure, message }: Readonly<Record<string, unknown>>): void {
    if (failure !== undefined) throw new Error(`${String(failure)}: ${String(message)}`);
    for (const [stream, { cursor, ended, failure: broke }] of Object.entries(
      (streams ?? {}) as Record<string, News>,
    )) {
      if (!this.#cursors.has(stream)) continue;
      if (ended) {
        this.#cursors.delete(stream);
        if (broke !== undefined) this.page.tally.fail(`a stream ended with ${broke}`);
      } else this.#cursors.set(stream, cursor);
    }
  }
}
