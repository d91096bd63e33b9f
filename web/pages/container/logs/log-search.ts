import { plainText } from '../../../elements/control-sequences';
import type { LogLine } from '../../../model/logs';

export interface SearchPattern {
  readonly expression?: RegExp;
  /** The user's regular expression is none; the browser's words. */
  readonly error?: string;
}

/** The expression for what the user typed; as a regular expression when `regex`. Case counts only with capitals in it. */
export function searchPattern(text: string, regex: boolean): SearchPattern {
  if (text === '') return {};
  const flags = /\p{Lu}/u.test(text) ? 'gu' : 'giu';
  const source = regex ? text : text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\\-', '-');
  try {
    return { expression: new RegExp(source, flags) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** The places of an expression in a text; empty ones are none. At most a hundred. */
export function places(expression: RegExp, text: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match && found.length < 100; match = expression.exec(text)) {
    if (match[0] === '') expression.lastIndex++;
    else found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

/** Searches a log that grows at both ends, a few milliseconds at a time, so that nothing stutters. */
export class LogSearch {
  /** Numbers of the lines found, rising. */
  matches: readonly number[] = [];
  #expression: RegExp | undefined;
  #lines: readonly LogLine[] = [];
  #from = 0;
  #to = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly changed: () => void,
    private readonly slice = 8,
  ) {}

  get running(): boolean {
    return this.#timer !== undefined;
  }

  /** Begins another search. */
  start(expression: RegExp | undefined): void {
    this.#expression = expression;
    this.matches = [];
    this.#from = this.#to = this.#lines[0]?.number ?? 0;
    this.#go();
    this.changed();
  }

  /** Takes the lines in memory. */
  update(lines: readonly LogLine[]): void {
    this.#lines = lines;
    const first = lines[0]?.number ?? 0;
    if (this.#to < first) this.#from = this.#to = first;
    if ((this.matches[0] ?? first) < first) this.matches = this.matches.filter((number) => number >= first);
    this.#from = Math.max(this.#from, first);
    this.#go();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The found line after (or before) a line, round the end. */
  next(from: number, step: 1 | -1): number | undefined {
    if (this.matches.length === 0) return undefined;
    if (step === 1) return this.matches.find((number) => number > from) ?? this.matches[0];
    return this.matches.findLast((number) => number < from) ?? this.matches.at(-1);
  }

  #go(): void {
    if (!this.#expression || this.#timer !== undefined || !this.#left()) return;
    this.#timer = setTimeout(() => this.#work(), 0);
  }

  #left(): boolean {
    const first = this.#lines[0]?.number ?? 0;
    return this.#lines.length > 0 && (this.#from > first || this.#to < first + this.#lines.length);
  }

  #work(): void {
    this.#timer = undefined;
    const expression = this.#expression;
    if (!expression) return;
    const first = this.#lines[0]?.number ?? 0;
    const end = first + this.#lines.length;
    const until = performance.now() + this.slice;
    const newer: number[] = [];
    const older: number[] = [];
    const hit = (number: number): boolean => {
      expression.lastIndex = 0;
      return expression.test(plainText(this.#lines[number - first]?.text ?? ''));
    };
    while (this.#to < end && performance.now() < until) {
      if (hit(this.#to)) newer.push(this.#to);
      this.#to++;
    }
    while (this.#from > first && performance.now() < until) {
      this.#from--;
      if (hit(this.#from)) older.unshift(this.#from);
    }
    if (newer.length > 0 || older.length > 0) this.matches = [...older, ...this.matches, ...newer];
    this.#go();
    if (newer.length > 0 || older.length > 0 || !this.running) this.changed();
  }
}
