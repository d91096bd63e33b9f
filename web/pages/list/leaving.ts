const lingers = 5000;

/**
 * Rows that stop fitting the filter stay a moment, greyed, so that nothing vanishes under the pointer. `keep` takes the
 * rows and the test and gives back which show and which of them are leaving; `changed` is called when one has gone.
 */
export class Leaving<Row extends { readonly id: string }> {
  #fitted = new Set<string>();
  #until = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  /** Another filter was chosen: nothing lingers. */
  reset(): void {
    this.#fitted.clear();
    this.#until.clear();
  }

  keep(
    rows: readonly Row[],
    fits: (row: Row) => boolean,
    now = Date.now(),
  ): { readonly rows: readonly Row[]; readonly leaving: ReadonlySet<string> } {
    const fitted = new Set<string>();
    const shown = rows.filter((row) => {
      if (fits(row)) {
        fitted.add(row.id);
        this.#until.delete(row.id);
        return true;
      }
      if (this.#fitted.has(row.id)) this.#until.set(row.id, now + lingers);
      return (this.#until.get(row.id) ?? 0) > now;
    });
    for (const [id, until] of this.#until) if (until <= now) this.#until.delete(id);
    this.#fitted = fitted;
    clearTimeout(this.#timer);
    if (this.#until.size > 0) {
      const next = Math.min(...this.#until.values());
      this.#timer = setTimeout(this.changed, Math.max(0, next - now) + 10);
    }
    return { rows: shown, leaving: new Set(this.#until.keys()) };
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
