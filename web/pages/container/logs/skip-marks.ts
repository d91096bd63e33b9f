import type { LogState } from '../../../model/logs';

/** Remembers where in a log lines were skipped: so many before the line of that number. */
export class SkipMarks {
  readonly lines = new Map<number, number>();
  #skipped = 0;
  #next = 0;

  /** Takes the next state of the log: what was skipped since the last one stands before the first new line. */
  update(log: LogState): void {
    if (log.skipped < this.#skipped) {
      this.#skipped = 0;
      this.lines.clear();
    }
    if (log.skipped > this.#skipped)
      this.lines.set(this.#next, (this.lines.get(this.#next) ?? 0) + log.skipped - this.#skipped);
    this.#skipped = log.skipped;
    const last = log.lines.at(-1)?.number;
    if (last !== undefined) this.#next = last + 1;
    const first = log.lines[0]?.number ?? 0;
    for (const number of this.lines.keys())
      if (number < first && number !== this.#next) this.lines.delete(number);
  }
}
