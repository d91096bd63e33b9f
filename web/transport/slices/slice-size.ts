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

  /** Notes that a slice of so many bytes took so many milliseconds. One that came shorter than asked says how much there is at a time. */
  took(bytes: number, milliseconds: number, asked: number): void {
    if (bytes === 0) return;
    const fitting = (bytes / Math.max(1, milliseconds)) * aim;
    const most = bytes < asked ? bytes : this.#size * 2;
    const next = Math.min(fitting, most, this.largest);
    this.#size = Math.max(Math.min(smallest, this.largest), Math.round(next));
  }

  /** A slice did not come through: smaller ones have better chances. */
  failed(): void {
    this.#size = Math.max(Math.min(smallest, this.largest), Math.round(this.#size / 2));
  }
}
