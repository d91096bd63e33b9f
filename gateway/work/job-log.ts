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
    const all = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces);
    const whole = all ?? Buffer.alloc(0);
    this.#pieces = [whole];
    return whole.subarray(Math.max(0, position - this.#begin));
  }

  #cut(all: Buffer, from: number): void {
    // a copy: a view would keep the old bytes in memory
    this.#pieces = [Buffer.from(all.subarray(from))];
    this.#begin += from;
    this.#held = all.length - from;
  }
}
