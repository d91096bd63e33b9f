import { logBytes } from './bounds';

/** The last lines of a job. Positions count the bytes since its beginning. */
export class JobLog {
  #pieces: Buffer[] = [];
  #begin = 0;
  #held = 0;

  /** Where the log ends. */
  get end(): number {
    return this.#begin + this.#held;
  }

  /** Adds text. Beyond 64 KiB the oldest lines go. */
  append(text: string): void {
    const piece = Buffer.from(text);
    this.#pieces.push(piece);
    this.#held += piece.length;
    // in larger steps than a line: what is kept has to be put together for it
    if (this.#held <= logBytes + logBytes / 4) return;
    const all = Buffer.concat(this.#pieces);
    const excess = all.length - logBytes;
    const line = all.indexOf(0x0a, excess - 1) + 1;
    this.#cut(all, line > 0 && line < all.length ? line : excess);
  }

  /** What stands behind a position, as far as it is still there. */
  after(position: number): Buffer {
    const wanted = Math.min(this.#held, this.end - position);
    const tail: Buffer[] = [];
    let length = 0;
    // from the end: a reader that keeps up wants the last line alone
    for (let at = this.#pieces.length - 1; at >= 0 && length < wanted; at--) {
      const piece = this.#pieces[at] ?? Buffer.alloc(0);
      length += piece.length;
      tail.push(piece);
    }
    return Buffer.concat(tail.reverse()).subarray(length - wanted);
  }

  #cut(all: Buffer, from: number): void {
    // a copy: a view would keep the old bytes in memory
    this.#pieces = [Buffer.from(all.subarray(from))];
    this.#begin += from;
    this.#held = all.length - from;
  }
}
