import type { LogLine } from '../../../model/logs';
import { displayWidth } from './display-width';

/** Lines let go at the front are really forgotten in batches of this size. */
const slack = 20_000;

/**
 * Where each line of a log stands, in rows of text. It follows a log that grows at its end, grows at its beginning
 * (older lines) and lets go of its beginning, and does only the work that the change needs.
 */
export class LogLayout {
  /** Number of the line that `#widths[0]` belongs to. */
  #origin = 0;
  #widths: number[] = [];
  /** Rows up to and with each line, counted from the origin. */
  #ends: number[] = [];
  #first = 0;
  #columns = 0;

  /** `marks`: numbers of the lines that have a row of their own above them. */
  constructor(private readonly marks: ReadonlyMap<number, unknown> = new Map()) {}

  /** Takes the lines in memory, and how many columns fit in a row; 0: lines are not wrapped. */
  update(lines: readonly LogLine[], columns: number): void {
    const [first] = lines;
    const last = lines.at(-1);
    if (!first || !last) {
      this.#reset(0);
      return;
    }
    const end = this.#origin + this.#widths.length;
    if (this.#widths.length === 0 || first.number > end || last.number < end - 1) this.#reset(first.number);
    else if (first.number < this.#origin)
      this.#prepend(lines.slice(0, this.#origin - first.number), first.number);
    if (columns !== this.#columns) {
      this.#columns = columns;
      this.#ends = [];
    }
    const known = this.#origin + this.#widths.length;
    for (let index = Math.max(0, known - first.number); index < lines.length; index++)
      this.#widths.push(displayWidth(lines[index]?.text ?? ''));
    this.#first = first.number;
    if (this.#first - this.#origin > slack) this.#forget();
    this.#count();
  }

  #reset(origin: number): void {
    this.#origin = origin;
    this.#first = origin;
    this.#widths = [];
    this.#ends = [];
  }

  #prepend(older: readonly LogLine[], origin: number): void {
    this.#widths = [...older.map((line) => displayWidth(line.text)), ...this.#widths];
    this.#origin = origin;
    this.#ends = [];
  }

  #forget(): void {
    this.#widths = this.#widths.slice(this.#first - this.#origin);
    this.#origin = this.#first;
    this.#ends = [];
  }

  #count(): void {
    let rows = this.#ends.at(-1) ?? 0;
    for (let index = this.#ends.length; index < this.#widths.length; index++) {
      rows += this.#rowsAt(index);
      this.#ends.push(rows);
    }
  }

  #rowsAt(index: number): number {
    const width = this.#widths[index] ?? 0;
    const text = this.#columns === 0 ? 1 : Math.max(1, Math.ceil(width / this.#columns));
    return text + (this.marks.has(this.#origin + index) ? 1 : 0);
  }

  #before(number: number): number {
    return number <= this.#origin ? 0 : (this.#ends[number - this.#origin - 1] ?? this.#ends.at(-1) ?? 0);
  }

  /** Rows of all lines in memory. */
  get rows(): number {
    return (this.#ends.at(-1) ?? 0) - this.#before(this.#first);
  }

  /** The widest line in columns. */
  get widest(): number {
    let widest = 0;
    for (let index = Math.max(0, this.#first - this.#origin); index < this.#widths.length; index++)
      widest = Math.max(widest, this.#widths[index] ?? 0);
    return widest;
  }

  /** Rows above a line, by its number. */
  top(number: number): number {
    return this.#before(number) - this.#before(this.#first);
  }

  /** Rows that a line takes, with the one of its mark. */
  rowsOf(number: number): number {
    return this.#before(number + 1) - this.#before(number);
  }

  /** The number of the line that stands at a row. */
  lineAt(row: number): number {
    const wanted = row + this.#before(this.#first);
    let low = Math.max(0, this.#first - this.#origin);
    let high = Math.max(low, this.#ends.length - 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ends[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return this.#origin + low;
  }
}
