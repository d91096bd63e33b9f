import { cursorOf } from '../../lib/engine/decode/timestamp';
import type { LogLine } from '../../lib/engine/decode/logs';

/**
 * Joins two readings of one log: `since` of the engine includes the moment it names, so lines of that moment that came already are
 * counted and left out, and so are earlier ones.
 */
export class LogSeam {
  /** The latest moment seen, as the engine wrote it. */
  #last = '';
  /** How many lines of that moment came, by stream. */
  #atLast = new Map<string, number>();
  #skip: Map<string, number> | undefined;
  #seen = '';
  /** Pieces of a line that was left out are left out with it. */
  readonly #skipping = new Set<string>();

  /** What to ask the engine for; undefined before any line with a time. */
  get since(): string | undefined {
    return this.#last === '' ? undefined : cursorOf(this.#last);
  }

  /** The log is being read again. */
  reopen(): void {
    this.#seen = this.#last;
    this.#skip = new Map(this.#atLast);
    this.#skipping.clear();
  }

  /** The lines of a batch that are new. */
  pass(batch: LogLine[]): LogLine[] {
    const fresh = this.#skip ? batch.filter((line) => this.#isNew(line)) : batch;
    for (const line of fresh) this.#note(line);
    return fresh;
  }

  #isNew({ stream, time, continues }: LogLine): boolean {
    if (continues) return !this.#skipping.has(stream);
    const fresh = time === '' || time > this.#seen || (time === this.#seen && !this.#counted(stream));
    if (fresh) this.#skipping.delete(stream);
    else this.#skipping.add(stream);
    return fresh;
  }

  #counted(stream: string): boolean {
    const left = this.#skip?.get(stream) ?? 0;
    if (left > 0) this.#skip?.set(stream, left - 1);
    return left > 0;
  }

  #note({ stream, time, continues }: LogLine): void {
    if (time === '' || continues || time < this.#last) return;
    if (time > this.#last) {
      this.#last = time;
      this.#atLast.clear();
    }
    this.#atLast.set(stream, (this.#atLast.get(stream) ?? 0) + 1);
  }
}
