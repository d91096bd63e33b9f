import { TransportError } from '../../../lib/engine/errors';
import { Backoff, delay } from '../backoff';
import { RetryError } from './carrier';

/** A transfer that the router hears nothing of for five minutes ends there (docs/long-work.md): we give up before. */
export const giveUpAfter = 240_000;

/** Tries again what is worth it, with jitter, for as long as a transfer lives on at the router. One for a whole transfer. */
export class Patience {
  readonly #network: Backoff;
  readonly #busy: Backoff;
  #lastAnswer = Date.now();

  constructor(
    private readonly signal: AbortSignal,
    random: () => number = Math.random,
  ) {
    this.#network = new Backoff(500, 5000, random);
    this.#busy = new Backoff(100, 1500, random);
  }

  /** Runs `attempt` until it succeeds. Rejects with its lasting error, or once nothing has answered for {@link giveUpAfter}. */
  async run<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      this.signal.throwIfAborted();
      try {
        const result = await attempt();
        this.#answered();
        this.#busy.reset();
        return result;
      } catch (error) {
        this.signal.throwIfAborted();
        if (!(error instanceof RetryError)) throw error;
        // whoever says that it is busy is there
        if (error.kind === 'busy') this.#answered();
        else if (Date.now() - this.#lastAnswer > giveUpAfter)
          throw new TransportError('unreachable', `Given up: ${error.message}`, { cause: error });
        await delay((error.kind === 'busy' ? this.#busy : this.#network).next(), this.signal);
      }
    }
  }

  #answered(): void {
    this.#lastAnswer = Date.now();
    this.#network.reset();
  }
}
