import { TransportError } from '../../lib/engine/errors';
import { Backoff, delay } from './backoff';

/** The most that one call carries: base64 makes 60 kB of it, and uhttpd takes 64 KiB. */
const sliceBytes = 44 * 1024;

/** Milliseconds between tries while the program does not read. */
const fullFirst = 50;
const fullLongest = 1000;

/** A call that got lost is repeated for so long (milliseconds). */
const repeated = 20_000;

/** Ctrl-C. */
const stop = 3;

/** What the other side says to an input: how many bytes it has in all, and whether it can take no more for now. */
export interface InputAnswer {
  readonly at: number;
  readonly full: boolean;
}

/**
 * What is typed, on its way in calls: one at a time, each with all that has been typed meanwhile. Nobody waits for an answer. A call that
 * got lost is made again; positions make sure that nothing is typed twice.
 */
export class TypedInput {
  #queue: Uint8Array[] = [];
  #flying: Uint8Array | undefined;
  #sending = false;
  #closed = false;

  /** `at`: bytes sent before. `failed` is told of an error after which nothing is sent any more. */
  constructor(
    private readonly send: (at: number, bytes: Uint8Array) => Promise<InputAnswer>,
    private readonly failed: (error: unknown) => void,
    private at = 0,
  ) {}

  /** Queues bytes. Ctrl-C alone goes before what has not been sent, which a terminal forgets with it (termios(3), NOFLSH). */
  write(data: Uint8Array): void {
    if (this.#closed || data.length === 0) return;
    if (data.length === 1 && data[0] === stop) this.#queue = [];
    this.#queue.push(data);
    if (!this.#sending) void this.#run();
  }

  /** Sends no more. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
  }

  async #run(): Promise<void> {
    this.#sending = true;
    const waits = new Backoff(fullFirst, fullLongest);
    try {
      while (!this.#closed && (this.#flying || this.#queue.length > 0)) {
        this.#flying ??= this.#slice();
        const { at, full } = await this.#sent(this.#flying);
        const taken = at - this.at;
        if (taken < 0 || taken > this.#flying.length)
          throw new TransportError('broken', 'The console has lost count of what was typed.');
        this.at = at;
        this.#flying = taken < this.#flying.length ? this.#flying.subarray(taken) : undefined;
        if (full) await delay(waits.next());
        else waits.reset();
      }
    } catch (error) {
      this.close();
      this.failed(error);
    } finally {
      this.#sending = false;
    }
  }

  async #sent(bytes: Uint8Array): Promise<InputAnswer> {
    const begin = Date.now();
    const tries = new Backoff(250, 4000);
    for (;;) {
      try {
        return await this.send(this.at, bytes);
      } catch (error) {
        const lost =
          error instanceof TransportError && ['broken', 'timeout', 'unreachable'].includes(error.failure);
        if (!lost || this.#closed || Date.now() - begin > repeated) throw error;
        await delay(tries.next());
      }
    }
  }

  #slice(): Uint8Array {
    const taken: Uint8Array[] = [];
    let size = 0;
    while (size < sliceBytes) {
      const next = this.#queue.shift();
      if (!next) break;
      const room = sliceBytes - size;
      taken.push(next.length > room ? next.subarray(0, room) : next);
      if (next.length > room) this.#queue.unshift(next.subarray(room));
      size += Math.min(next.length, room);
    }
    const slice = new Uint8Array(size);
    let at = 0;
    for (const part of taken) {
      slice.set(part, at);
      at += part.length;
    }
    return slice;
  }
}
