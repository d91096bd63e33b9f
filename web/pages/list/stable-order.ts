/** Orders two rows as `Array.sort` takes it. */
export type Compare<Row> = (a: Row, b: Row) => number;

/**
 * Keeps rows where they are while the list is looked at: a row whose figures change stays, a new one is put where it
 * belongs among the others. `resort()` orders all anew with the next `arrange`.
 */
export class StableOrder<Row extends { readonly id: string; readonly stack?: string }> {
  #place = new Map<string, number>();
  /** The rows as they were when they got their place: what changed since must not push new ones about. */
  #placed = new Map<string, Row>();
  #compare: Compare<Row> | undefined;

  resort(): void {
    this.#compare = undefined;
  }

  /** The rows in order. `compare` is asked for once per sorting. */
  arrange(rows: readonly Row[], compare: () => Compare<Row>): readonly Row[] {
    let ordered: Row[];
    if (this.#compare === undefined || this.#place.size === 0) {
      this.#compare = compare();
      ordered = [...rows].sort(this.#compare);
      this.#placed = new Map(ordered.map((row) => [row.id, row]));
    } else {
      const place = this.#place;
      const known = rows.filter((row) => place.has(row.id));
      ordered = known.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
      for (const row of rows) if (!place.has(row.id)) this.#insert(ordered, row, this.#compare);
      const placed = this.#placed;
      this.#placed = new Map(ordered.map((row) => [row.id, placed.get(row.id) ?? row]));
    }
    this.#place = new Map(ordered.map((row, index) => [row.id, index]));
    return ordered;
  }

  #insert(ordered: Row[], row: Row, compare: Compare<Row>): void {
    const stack = row.stack ?? '';
    const before = (other: Row) => compare(row, this.#placed.get(other.id) ?? other) < 0;
    // among its own stack where that is here already: others may have moved out of order since
    const own = ordered.findIndex((other) => (other.stack ?? '') === stack && before(other));
    const last = ordered.findLastIndex((other) => (other.stack ?? '') === stack);
    const anywhere = ordered.findIndex(before);
    const at = own >= 0 ? own : last >= 0 ? last + 1 : anywhere;
    ordered.splice(at < 0 ? ordered.length : at, 0, row);
  }
}
