import { TransportError } from '../../../../lib/engine/errors';
import {
  RetryError,
  type Slice,
  type SliceCarrier,
  type TransferControl,
  type TransferState,
} from '../../../../web/transport/slices/carrier';

/** Bytes that tell their position, so that none can stand in for another. */
export function patterned(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 31 + (at >> 8) * 7 + (at >> 16)) & 255;
  return bytes;
}

const busy = () => new RetryError('busy', 'Others have the places.');
const cut = () => new RetryError('network', 'The router does not answer.');

/** What happens to a slice instead of its arrival. */
export type Mishap = 'busy' | 'cut' | 'broken' | 'short' | 'lost answer' | 'none';

/** A transfer of the router as its contract has it (docs/long-work.md): a ring of fixed size between a source and the browser. */
export class FakeTransfer implements SliceCarrier, TransferControl {
  readonly largest = { read: 4 * 1024 * 1024, write: 4 * 1024 * 1024 };
  begin = 0;
  end = 0;
  /** How far the source has come: no more than this can be in the ring. */
  produced: number;
  whole = true;
  failure: TransportError | undefined;
  closed = 0;
  /** What was asked, in order. */
  readonly reads: { offset: number; length: number; acknowledged: number }[] = [];
  readonly written: Uint8Array<ArrayBuffer>;
  /** The most bytes that were on their way or held at a time. */
  mostUnderWay = 0;
  atOnce = 0;
  mostAtOnce = 0;
  /** What happens to the slice of that number, from 0. */
  mishap: (slice: number) => Mishap = () => 'none';
  /** Upload: how many bytes the engine takes. */
  taken = 0;
  wanted = true;
  states = 0;
  #slices = 0;
  #have: { from: number; to: number }[] = [];
  #waiting: (() => void)[] = [];

  constructor(
    readonly source: Uint8Array<ArrayBuffer>,
    readonly size = 512 * 1024,
  ) {
    this.produced = source.length;
    this.written = new Uint8Array(source.length);
  }

  /** Lets the source come to this position. */
  produce(to: number): void {
    this.produced = to;
    this.#fill();
  }

  breakDown(sentence: string): void {
    this.failure = new TransportError('broken', sentence);
    this.#fill();
  }

  async read(
    _transfer: string,
    offset: number,
    length: number,
    acknowledged: number,
    signal: AbortSignal,
  ): Promise<Slice> {
    return this.#under(signal, (mishap) => {
      this.reads.push({ offset, length, acknowledged });
      if (this.failure) throw this.failure;
      this.begin = Math.max(this.begin, acknowledged);
      this.#fill();
      if (offset < this.begin) throw new TransportError('broken', 'These bytes are gone.');
      if (mishap === 'lost answer') throw cut();
      const most = mishap === 'short' ? Math.ceil(length / 3) : length;
      const bytes = this.source.slice(offset, Math.max(offset, Math.min(offset + most, this.end)));
      this.mostUnderWay = Math.max(this.mostUnderWay, this.end - this.begin);
      return { bytes, ...(this.#ended() ? { end: this.source.length } : {}) };
    });
  }

  async write(_transfer: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<number> {
    const content = new Uint8Array(await bytes.arrayBuffer());
    return this.#under(signal, (mishap) => {
      if (this.failure) throw this.failure;
      if (offset + content.length > this.begin + this.size) throw busy();
      const taken = mishap === 'short' ? Math.ceil(content.length / 3) : content.length;
      this.written.set(content.subarray(0, taken), offset);
      this.#have.push({ from: offset, to: offset + taken });
      for (const { from, to } of this.#have.sort((a, b) => a.from - b.from))
        if (from <= this.end) this.end = Math.max(this.end, to);
      this.#fill();
      if (mishap === 'lost answer') throw cut();
      return taken;
    });
  }

  async state(_transfer: string, offset: number, wait: number, signal: AbortSignal): Promise<TransferState> {
    this.states++;
    this.#fill();
    const something = () =>
      this.failure !== undefined || this.#ended() || this.end > offset || this.begin + this.size > offset;
    const there = () => this.failure !== undefined || this.#ended() || this.end > offset;
    const enough = this.#upload ? something : there;
    while (wait > 0 && !enough())
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    if (this.failure) throw this.failure;
    return {
      begin: this.begin,
      end: this.end,
      size: this.size,
      ended: this.#upload ? !this.wanted : this.#ended(),
    };
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }

  /** As the taker of an upload: the engine takes bytes up to here. */
  take(to: number): void {
    this.taken = to;
    this.#fill();
  }

  /** The transfer is an upload, whose engine takes all that comes at once. */
  asUpload(): this {
    this.#upload = true;
    this.taken = Infinity;
    return this;
  }
  #upload = false;

  async #under<T>(signal: AbortSignal, act: (mishap: Mishap) => T): Promise<T> {
    const mishap = this.mishap(this.#slices++);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    try {
      await Promise.resolve();
      signal.throwIfAborted();
      if (mishap === 'busy') throw busy();
      if (mishap === 'cut') throw cut();
      if (mishap === 'broken') throw new TransportError('broken', 'This slice took too long.');
      return act(mishap);
    } finally {
      this.atOnce--;
    }
  }

  #ended(): boolean {
    return !this.#upload && this.whole && this.end === this.source.length;
  }

  #fill(): void {
    if (this.#upload) this.begin = Math.max(this.begin, Math.min(this.end, this.taken));
    else this.end = Math.max(this.end, Math.min(this.produced, this.begin + this.size));
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
