import { TransportError } from '../../../lib/engine/errors';
import { RetryError, type SliceCarrier, type TransferControl } from './carrier';
import { retryWhileAlive } from './alive';
import { Patience } from './patience';
import { SliceSize } from './slice-size';
import { stayAwake } from './stay-awake';

/** Slices under way at a time; uhttpd runs three scripts at once, and LuCI wants one. */
const atOnce = 2;

/** Bytes that have arrived and that nobody has read yet, before we stop asking. */
const buffered = 8 * 1024 * 1024;

/** Seconds that the router may wait until there is something; rpcd and uhttpd give up at 30. */
const stateWait = 20;

/** A part of the file that is being asked for, front to back. */
interface Range {
  at: number;
  to: number;
  readonly arrived: Uint8Array[];
}

const isOpen = (range: Range) => range.at < range.to;

const disagreement = () =>
  new TransportError('broken', 'The router does not agree with itself on the length of the file.');

export interface ReceiveOptions {
  readonly transfer: string;
  readonly carrier: SliceCarrier;
  readonly control: TransferControl;
  /** How many bytes the router holds at most: half of it is asked for, the other half fills meanwhile. */
  readonly ring?: number | undefined;
  /** Aborted, it breaks the stream with the signal's reason, and ends the transfer. */
  readonly signal?: AbortSignal | undefined;
  /** For tests: the jitter's chance. */
  readonly random?: () => number;
}

/**
 * The bytes of a transfer, in order and without a gap. The stream ends only where the router says that this is the end of the whole;
 * else it breaks with a {@link TransportError}. While nobody reads, nothing more is asked for, and the engine slows down.
 */
export function receiveSlices(options: ReceiveOptions): ReadableStream<Uint8Array> {
  const receiver = new Receiver(options);
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => receiver.pull(controller),
      cancel: (reason) => receiver.close(reason),
    },
    { highWaterMark: 0 },
  );
}

class Receiver {
  readonly #abort = new AbortController();
  readonly #patience: Patience;
  readonly #size: SliceSize;
  /** In the order of the file; the first one's bytes are the next to be read. */
  #ranges: Range[] = [];
  #next = 0;
  /** Up to here everything has arrived, and up to here the router knows it. */
  #received = 0;
  #acknowledged = 0;
  /** The router is known to hold bytes up to here. */
  #available = 0;
  /** The last slice was as long as asked: there will be more, without asking whether. */
  #plenty = false;
  #end: number | undefined;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void)[] = [];

  constructor(private readonly options: ReceiveOptions) {
    this.#patience = new Patience(this.#abort.signal, options.random);
    this.#size = new SliceSize(
      Math.min(options.carrier.largest.read, Math.floor((options.ring ?? Infinity) / (2 * atOnce))),
    );
    stayAwake(options.control, options.transfer, this.#abort.signal);
    const { signal } = options;
    const abort = () => this.#fail(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true, signal: this.#abort.signal });
  }

  async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    for (;;) {
      this.#ask();
      const [head] = this.#ranges;
      const bytes = head?.arrived.shift();
      if (bytes) return controller.enqueue(bytes);
      if (head && head.at >= head.to) {
        this.#ranges.shift();
        this.#changed();
        continue;
      }
      if (this.#failure) {
        this.close(this.#failure.error);
        return controller.error(this.#failure.error);
      }
      if (!head && this.#end !== undefined) {
        this.close();
        return controller.close();
      }
      await this.#change();
    }
  }

  /** Lets go, here and at the router. */
  close(reason?: unknown): void {
    this.#abort.abort(reason ?? new DOMException('It is over.', 'AbortError'));
    // when this call gets lost, the transfer ends by itself
    this.options.control.close(this.options.transfer).catch(() => undefined);
  }

  /** Asks for the next parts, as long as there is room for them here. */
  #ask(): void {
    const waiting = this.#ranges.reduce(
      (sum, { arrived }) => sum + arrived.reduce((bytes, { length }) => bytes + length, 0),
      0,
    );
    const open = this.#ranges.filter(isOpen).length;
    for (let more = atOnce - open; more > 0; more--) {
      if (waiting > buffered || this.#failure) return;
      if (this.#end !== undefined && this.#next >= this.#end) return;
      const to = Math.min(this.#next + this.#size.bytes, this.#end ?? Infinity);
      const range: Range = { at: this.#next, to, arrived: [] };
      this.#next = to;
      this.#ranges.push(range);
      this.#fill(range).catch((error: unknown) => this.#fail(error));
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#changed();
  }

  async #fill(range: Range): Promise<void> {
    while (range.at < range.to) {
      if (!this.#plenty && !(await this.#there(range))) continue;
      await this.#slice(range);
    }
  }

  /** Waits until something may be there for a part; false where its end has changed meanwhile. */
  async #there(range: Range): Promise<boolean> {
    if (range.at < this.#available) return true;
    if (range !== this.#ranges.find(isOpen)) {
      // the part in front asks for both
      await this.#change();
      return range.at < this.#available;
    }
    // what we have and the router does not know of may be all that it has room for: a slice tells it
    if (this.#acknowledged < this.#received) return true;
    const { transfer, control } = this.options;
    const state = await this.#patience.run(() =>
      control.state(transfer, range.at, stateWait, this.#abort.signal),
    );
    this.#available = Math.max(this.#available, state.end);
    if (state.ended) this.#ends(state.end);
    if (state.begin > range.at && range.at < range.to)
      throw new TransportError('broken', 'The router has dropped a part of the file that did not arrive.');
    this.#changed();
    return range.at < this.#available;
  }

  /** Gets one slice of a part. */
  async #slice(range: Range): Promise<void> {
    const { transfer, carrier, control } = this.options;
    const { signal } = this.#abort;
    const asked = range.to - range.at;
    const acknowledged = this.#received;
    const read = () => carrier.read(transfer, range.at, asked, acknowledged, signal);
    let began = 0;
    // what is wrong with a slice that has come is no reason to ask for it again
    const { bytes, end } = await this.#patience.run(async () => {
      began = performance.now();
      try {
        return await retryWhileAlive(control, transfer, signal, read);
      } catch (error) {
        if (error instanceof RetryError && error.kind === 'network') this.#size.failed();
        throw error;
      }
    });
    this.#acknowledged = Math.max(this.#acknowledged, acknowledged);
    if (bytes.length > asked)
      throw new TransportError('broken', 'The router sent more of the file than was asked for.');
    this.#size.took(bytes.length, performance.now() - began, asked);
    if (bytes.length) {
      range.at += bytes.length;
      range.arrived.push(bytes);
      this.#available = Math.max(this.#available, range.at);
    }
    if (end !== undefined) this.#ends(end);
    if (this.#end !== undefined && range.at > this.#end) throw disagreement();
    this.#plenty = bytes.length === asked;
    this.#changed();
  }

  #ends(end: number): void {
    const beyond = this.#ranges.some((range) => range.arrived.length > 0 && range.at > end);
    if (beyond || (this.#end !== undefined && this.#end !== end)) throw disagreement();
    this.#end = end;
    for (const range of this.#ranges) range.to = Math.max(range.at, Math.min(range.to, end));
    this.#next = Math.min(this.#next, end);
  }

  #changed(): void {
    // everything up to the first part that is not whole yet
    const open = this.#ranges.find(isOpen);
    this.#received = open ? open.at : this.#next;
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }
}
