import { NotSentError } from '../not-sent';
import type { Slice, SliceCarrier } from './carrier';

/** The first carrier, until it turns out not to exist here; then the second. One for all transfers: what was found out is kept. */
export class FallbackCarrier implements SliceCarrier {
  #missing = false;

  constructor(
    private readonly first: SliceCarrier,
    private readonly second: SliceCarrier,
  ) {}

  get largest(): SliceCarrier['largest'] {
    return this.#missing ? this.second.largest : this.first.largest;
  }

  read(...slice: Parameters<SliceCarrier['read']>): Promise<Slice> {
    return this.#either((carrier) => carrier.read(...slice));
  }

  write(transfer: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<number> {
    return this.#either((carrier) =>
      carrier.write(transfer, offset, bytes.slice(0, carrier.largest.write), signal),
    );
  }

  async #either<T>(use: (carrier: SliceCarrier) => Promise<T>): Promise<T> {
    if (!this.#missing) {
      try {
        return await use(this.first);
      } catch (error) {
        if (!(error instanceof NotSentError && error.failure === 'unreachable')) throw error;
        this.#missing = true;
      }
    }
    return use(this.second);
  }
}
