import { RetryError, type SliceCarrier, type TransferControl } from './carrier';
import { retryWhileAlive } from './alive';
import { Patience } from './patience';
import { SliceSize, smallest } from './slice-size';
import { stayAwake } from './stay-awake';

/** Slices under way at a time; uhttpd runs three scripts at once, and LuCI wants one. */
const atOnce = 2;

/** Seconds that the router may wait until there is room. */
const stateWait = 20;

export interface SendSlicesOptions {
  readonly transfer: string;
  readonly file: Blob;
  readonly carrier: SliceCarrier;
  readonly control: TransferControl;
  readonly signal: AbortSignal;
  /** Told after each slice: how many bytes have arrived. */
  readonly sent: (bytes: number) => void;
  /** For tests: the jitter's chance. */
  readonly random?: () => number;
}

/**
 * Sends a file by slices, as fast as the router makes room. Resolves when all of it has arrived there, or when nobody there wants the rest;
 * rejects with a {@link TransportError}, or with the browser's own error where the file can no longer be read.
 */
export async function sendSlices(options: SendSlicesOptions): Promise<void> {
  const sender = new Sender(options);
  try {
    await Promise.all(Array.from({ length: atOnce }, () => sender.run()));
  } finally {
    sender.close();
  }
}

class Sender {
  readonly #patience: Patience;
  readonly #size: SliceSize;
  readonly #abort = new AbortController();
  /** The next byte that nobody sends yet, how many have arrived, and up to where the router has room. */
  #next = 0;
  #arrived = 0;
  #limit = 0;
  #ring = Infinity;
  #over = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: SendSlicesOptions) {
    const { signal } = options;
    const abort = () => this.#abort.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true, signal: this.#abort.signal });
    stayAwake(options.control, options.transfer, this.#abort.signal);
    this.#patience = new Patience(this.#abort.signal, options.random);
    this.#size = new SliceSize(options.carrier.largest.write);
  }

  /** Nothing is to be done any more. */
  close(): void {
    this.#abort.abort(new DOMException('It is over.', 'AbortError'));
  }

  /** Sends one slice after the other, beside another one that does. */
  async run(): Promise<void> {
    try {
      for (;;) {
        const claimed = this.#turn.then(() => this.#claim());
        this.#turn = claimed.catch(() => undefined);
        const slice = await claimed;
        if (!slice) return;
        await this.#send(slice.from, slice.to);
      }
    } catch (error) {
      this.#abort.abort(error);
      throw error;
    }
  }

  /** The next part of the file for which the router has room; nothing when all are given out. */
  async #claim(): Promise<{ readonly from: number; readonly to: number } | undefined> {
    const { file, transfer, control, carrier } = this.options;
    while (this.#limit - this.#next < Math.min(smallest, file.size - this.#next) && !this.#over) {
      const state = await this.#patience.run(() =>
        control.state(transfer, this.#next, stateWait, this.#abort.signal),
      );
      this.#ring = state.size;
      this.#limit = state.begin + state.size;
      this.#over = state.ended;
      if (this.#limit > this.#next) break;
    }
    if (this.#over || this.#next >= file.size) return undefined;
    const most = Math.min(this.#size.bytes, carrier.largest.write, Math.ceil(this.#ring / (2 * atOnce)));
    const from = this.#next;
    this.#next = Math.min(from + most, file.size, this.#limit);
    return { from, to: this.#next };
  }

  async #send(from: number, to: number): Promise<void> {
    const { transfer, file, carrier, sent } = this.options;
    let at = from;
    while (at < to && !this.#over) {
      const began = performance.now();
      const offset = at;
      const taken = await this.#patience.run(() =>
        retryWhileAlive(this.options.control, transfer, this.#abort.signal, async () => {
          try {
            return await carrier.write(transfer, offset, file.slice(offset, to), this.#abort.signal);
          } catch (error) {
            if (error instanceof RetryError && error.kind === 'network') this.#size.failed();
            throw error;
          }
        }),
      );
      this.#size.took(taken, performance.now() - began, to - offset);
      at += taken;
      this.#arrived += taken;
      sent(this.#arrived);
    }
  }
}
