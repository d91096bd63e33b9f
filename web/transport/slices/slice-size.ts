/** A slice is to take so long (milliseconds): far below uhttpd's limits, far above a request's own cost. */
const aim = 500;

/** The smallest slice (bytes). */
export const smallest = 64 * 1024;

/** Finds out how large slices should be from how long they take. */
export class SliceSize {
  #size: number;

  constructor(private readonly largest: number) {
    this.#size = Math.min(largest, 4 * smallest);
  }

  get bytes(): number {
    return this.#size;
  }

  /** Notes that a slice of so many bytes took so many milliseconds. One that came shorter than asked had waited for the engine: it tells nothing. */
  took(bytes: number, milliseconds: number, asked: number): void {
    if (bytes < asked) return;
    const fitting = (bytes / Math.max(1, milliseconds)) * aim;
    this.#set(Math.min(fitting, this.#size * 2));
  }

  /** A slice did not come through: smaller ones have better chances. */
  failed(): void {
    this.#set(this.#size / 2);
  }

  #set(bytes: number): void {
    this.#size = Math.min(this.largest, Math.max(smallest, Math.round(bytes)));
  }
}
