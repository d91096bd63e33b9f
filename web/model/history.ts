import type { History, Sample } from './statistics';

/** How far back a history goes (milliseconds). */
export const historySpan = 3_600_000;
/** An hour at one sample in two seconds. */
const most = 1800;

const names = ['time', 'cpu', 'memory', 'receiveRate', 'sendRate', 'readRate', 'writeRate', 'pids'] as const;

/** The last hour of one container's figures, in columns. Grows as it is needed; the oldest go when it is full. */
export class SampleHistory {
  #columns = this.#allocate(64);
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#to - this.#from;
  }

  push(sample: Sample): void {
    const oldest = (sample.time - historySpan) / 1000;
    while (this.#from < this.#to && (this.#columns.time[this.#from] ?? 0) < oldest) this.#from++;
    if (this.length >= most) this.#from = this.#to - most + 1;
    if (this.#to === this.#columns.time.length) this.#makeRoom();
    for (const name of names)
      this.#columns[name][this.#to] = name === 'time' ? sample.time / 1000 : (sample[name] ?? NaN);
    this.#to++;
  }

  /** Views on the columns as they are now. */
  view(): History {
    return this.#map((column) => column.subarray(this.#from, this.#to));
  }

  #makeRoom(): void {
    const { length } = this;
    // twice what is in it, so that moving stays rare
    const next = this.#allocate(Math.max(64, length * 2));
    for (const name of names) next[name].set(this.#columns[name].subarray(this.#from, this.#to));
    this.#columns = next;
    this.#from = 0;
    this.#to = length;
  }

  #allocate(size: number): Record<(typeof names)[number], Float64Array> {
    return Object.fromEntries(names.map((name) => [name, new Float64Array(size)])) as Record<
      (typeof names)[number],
      Float64Array
    >;
  }

  #map(how: (column: Float64Array) => Float64Array): History {
    return Object.fromEntries(names.map((name) => [name, how(this.#columns[name])])) as unknown as History;
  }
}
