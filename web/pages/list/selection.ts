import { Store } from '../../model/store';

/** The chosen rows, by id. Kept while the application is open; rows that are gone are let go. */
export class Selection extends Store<ReadonlySet<string>> {
  /** Whether there is anything to do with a selection. */
  enabled = false;
  #last: string | undefined;

  constructor() {
    super(new Set());
  }

  has(id: string): boolean {
    return this.value.has(id);
  }

  /** Turns one row over; with `range`, gives all rows from the last one to it the same state. */
  click(id: string, range: boolean, ids: readonly string[]): void {
    if (!this.enabled) return;
    const next = new Set(this.value);
    const on = !next.has(id);
    const [from, to] = [this.#last === undefined ? -1 : ids.indexOf(this.#last), ids.indexOf(id)];
    const touched =
      range && from >= 0 && to >= 0 ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    for (const one of touched) {
      if (on) next.add(one);
      else next.delete(one);
    }
    this.#last = id;
    this.set(next);
  }

  /** Chooses all of them, or none when all are chosen. */
  toggleAll(ids: readonly string[]): void {
    if (!this.enabled) return;
    this.set(ids.every((id) => this.value.has(id)) ? new Set() : new Set(ids));
  }

  clear(): void {
    if (this.value.size > 0) this.set(new Set());
  }

  /** Lets go of rows that are not there any more. */
  keep(exists: (id: string) => boolean): void {
    const kept = [...this.value].filter(exists);
    if (kept.length !== this.value.size) this.set(new Set(kept));
  }
}
