import { plainText } from '../../../elements/control-sequences';
import type { LogLine } from '../../../model/logs';
import { ExpressionError, ExpressionSearch } from './expression-search';
import { places, type Places } from './places';

/** What is searched for, or why it cannot be. */
export interface SearchPattern {
  readonly expression?: RegExp;
  /** The expression is the user's own: it is not tried on the page's thread. */
  readonly own?: boolean;
  /** The user's regular expression is none; the browser's words. */
  readonly error?: string;
}

/** Lines and characters of one question to the thread that tries a user's expression. */
const batch = { lines: 500, characters: 200_000 };

/** The expression for what the user typed; as a regular expression when `regex`. Case counts only with capitals in it. */
export function searchPattern(text: string, regex: boolean): SearchPattern {
  if (text === '') return {};
  const flags = /\p{Lu}/u.test(text) ? 'gu' : 'giu';
  const source = regex ? text : text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\\-', '-');
  try {
    return { expression: new RegExp(source, flags), own: regex };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Searches a log that grows at both ends: words a few milliseconds at a time, so that nothing stutters; a user's regular
 * expression in a thread of its own.
 */
export class LogSearch {
  /** Numbers of the lines found, rising. */
  matches: readonly number[] = [];
  /** Why a user's expression was given up. */
  problem: ExpressionError['why'] | undefined;
  #pattern: SearchPattern = {};
  readonly #places = new Map<number, Places>();
  #lines: readonly LogLine[] = [];
  #from = 0;
  #to = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  /** Counts searches: an answer to an earlier one is dropped. */
  #search = 0;

  constructor(
    private readonly changed: () => void,
    private readonly slice = 8,
    private readonly expressions = new ExpressionSearch(),
  ) {}

  get running(): boolean {
    return this.#timer !== undefined || this.#asking;
  }

  /** Begins another search. */
  start(pattern: SearchPattern): void {
    this.stop();
    this.#pattern = pattern;
    this.problem = undefined;
    this.matches = [];
    this.#from = this.#to = this.#lines[0]?.number ?? 0;
    this.#go();
    this.changed();
  }

  /** Takes the lines in memory. */
  update(lines: readonly LogLine[]): void {
    this.#lines = lines;
    const first = this.#first;
    if (this.#to < first) this.#from = this.#to = first;
    if ((this.matches[0] ?? first) < first) {
      this.matches = this.matches.filter((number) => number >= first);
      for (const number of this.#places.keys()) if (number < first) this.#places.delete(number);
    }
    this.#from = Math.max(this.#from, first);
    this.#go();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#search++;
    this.#asking = false;
    this.#places.clear();
    this.expressions.stop();
  }

  /** What is to be marked in a line, whose mere text is `text`. */
  placesIn(number: number, text: string): Places {
    const { expression, own } = this.#pattern;
    if (own) return this.#places.get(number) ?? [];
    return expression ? places(expression, text) : [];
  }

  /** The found line after (or before) a line, round the end. */
  next(from: number, step: 1 | -1): number | undefined {
    if (this.matches.length === 0) return undefined;
    if (step === 1) return this.matches.find((number) => number > from) ?? this.matches[0];
    return this.matches.findLast((number) => number < from) ?? this.matches.at(-1);
  }

  get #first(): number {
    return this.#lines[0]?.number ?? 0;
  }

  #text(number: number): string {
    return plainText(this.#lines[number - this.#first]?.text ?? '');
  }

  #go(): void {
    const { expression, own } = this.#pattern;
    if (!expression || this.running || this.problem || !this.#left()) return;
    if (own) void this.#ask(expression);
    else this.#timer = setTimeout(() => this.#work(expression), 0);
  }

  #left(): boolean {
    return (
      this.#lines.length > 0 && (this.#from > this.#first || this.#to < this.#first + this.#lines.length)
    );
  }

  #work(expression: RegExp): void {
    this.#timer = undefined;
    const end = this.#first + this.#lines.length;
    const until = performance.now() + this.slice;
    const newer: number[] = [];
    const older: number[] = [];
    const hit = (number: number): boolean => {
      expression.lastIndex = 0;
      return expression.test(this.#text(number));
    };
    while (this.#to < end && performance.now() < until) {
      if (hit(this.#to)) newer.push(this.#to);
      this.#to++;
    }
    while (this.#from > this.#first && performance.now() < until) {
      this.#from--;
      if (hit(this.#from)) older.unshift(this.#from);
    }
    this.#add(older, newer);
  }

  async #ask(expression: RegExp): Promise<void> {
    const search = this.#search;
    this.#asking = true;
    const forward = this.#to < this.#first + this.#lines.length;
    const numbers: number[] = [];
    const texts: string[] = [];
    const step = forward ? 1 : -1;
    let room = batch.characters;
    for (
      let number = forward ? this.#to : this.#from - 1;
      numbers.length < batch.lines && room > 0 && this.#lines[number - this.#first];
      number += step
    ) {
      const text = this.#text(number);
      room -= text.length;
      numbers.push(number);
      texts.push(text);
    }
    try {
      const answer = await this.expressions.find(expression, texts);
      if (search !== this.#search) return;
      this.#asking = false;
      const found = numbers.filter((number, index) => {
        const there = answer[index] ?? [];
        if (there.length === 0 || number < this.#first) return false;
        this.#places.set(number, there);
        return true;
      });
      const last = numbers.at(-1) ?? 0;
      if (forward) this.#to = Math.max(this.#to, last + 1);
      else this.#from = Math.max(last, this.#first);
      this.#add(forward ? [] : found.reverse(), forward ? found : []);
    } catch (error) {
      if (search !== this.#search) return;
      this.#asking = false;
      this.problem = error instanceof ExpressionError ? error.why : 'unavailable';
      this.changed();
    }
  }

  #add(older: readonly number[], newer: readonly number[]): void {
    const some = newer.length > 0 || older.length > 0;
    if (some) this.matches = [...older, ...this.matches, ...newer];
    this.#go();
    if (some || !this.running) this.changed();
  }
}
