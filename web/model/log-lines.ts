import type { LogLine as DecodedLine } from '../../lib/engine/decode/logs';
import type { LogLine } from './logs';

/** The lines of a log in memory, bounded: the oldest are let go. */
export class LogLines {
  #lines: LogLine[] = [];
  #first = 0;
  #next = 0;
  #dropped = 0;
  #published: readonly LogLine[] = [];
  #changed = false;

  constructor(private readonly keep: number) {}

  /** Lines let go at the beginning. */
  get dropped(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#lines.length;
  }

  get first(): LogLine | undefined {
    return this.#lines[0];
  }

  get last(): LogLine | undefined {
    return this.#lines.at(-1);
  }

  append(lines: readonly DecodedLine[]): void {
    for (const line of lines) this.#lines.push(numbered(line, this.#next++));
    // in steps: moving the array for each batch would cost more than the lines
    if (this.#lines.length > this.keep * 1.1) {
      const over = this.#lines.length - this.keep;
      this.#lines.splice(0, over);
      this.#first += over;
      this.#dropped += over;
    }
    this.#changed = true;
  }

  /** Puts older lines in front; gives how many of them found room. */
  prepend(lines: readonly DecodedLine[]): number {
    const room = Math.max(0, Math.floor(this.keep * 1.1) - this.#lines.length);
    const taken = room > 0 ? lines.slice(-room) : [];
    this.#first -= taken.length;
    this.#lines = [...taken.map((line, index) => numbered(line, this.#first + index)), ...this.#lines];
    this.#changed = true;
    return taken.length;
  }

  clear(): void {
    this.#lines = [];
    this.#first = this.#next;
    this.#dropped = 0;
    this.#changed = true;
  }

  /** The lines as they are now; the same array until something changes. */
  publish(): readonly LogLine[] {
    if (this.#changed) this.#published = this.#lines.slice();
    this.#changed = false;
    return this.#published;
  }
}

function numbered({ stream, time, text, continues }: DecodedLine, number: number): LogLine {
  const line = {
    number,
    timestamp: time,
    stream: stream === 'stderr' ? ('stderr' as const) : ('stdout' as const),
    text,
  };
  return continues ? { ...line, continues: true } : line;
}
