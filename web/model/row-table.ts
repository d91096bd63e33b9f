import { sameRow } from './container-rows';
import { without } from './without';

/** What a table needs of its rows. */
export interface TableRow {
  readonly id: string;
  /** What is under way with it. */
  readonly pending?: string;
  /** It is no more, and shows for a moment longer. */
  readonly gone?: true;
}

/** The rows of a list, in an order that holds still, with the identity of those that did not change. */
export class RowTable<Row extends TableRow> {
  readonly #rows = new Map<string, Row>();
  readonly #pending = new Map<string, NonNullable<Row['pending']>>();
  #order: string[] = [];
  readonly #ordered = new Set<string>();

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** The rows in their order. */
  list(): Row[] {
    const list: Row[] = [];
    for (const id of this.#order) {
      const row = this.#rows.get(id);
      if (row) list.push(row);
    }
    return list;
  }

  ids(): readonly string[] {
    return this.#order;
  }

  /** Puts a row in; a new one stands in front, where engines list the newest. Returns whether anything changed. */
  put(row: Row): boolean {
    const pending = this.#pending.get(row.id);
    const next: Row = pending ? { ...row, pending } : row;
    const before = this.#rows.get(row.id);
    if (before && sameRow(before, next)) return false;
    if (!before) this.order([row.id]);
    this.#rows.set(row.id, next);
    return true;
  }

  /** Changes a row that is there. */
  change(id: string, how: (row: Row) => Row): boolean {
    const row = this.#rows.get(id);
    return row ? this.put(without(how(row), 'pending') as Row) : false;
  }

  /** Sets or clears the action that is under way. */
  pend(id: string, action: Row['pending'] | undefined): boolean {
    if (action) this.#pending.set(id, action);
    else this.#pending.delete(id);
    return this.change(id, (row) => row);
  }

  remove(id: string): boolean {
    this.#pending.delete(id);
    if (!this.#rows.delete(id)) return false;
    this.#ordered.delete(id);
    this.#order = this.#order.filter((one) => one !== id);
    return true;
  }

  /** Makes room for rows that are put in later: new ones go in front in this order, known ones stay where they are. */
  order(ids: readonly string[]): void {
    const fresh = ids.filter((id) => !this.#ordered.has(id));
    if (!fresh.length) return;
    for (const id of fresh) this.#ordered.add(id);
    this.#order = [...fresh, ...this.#order];
  }
}
