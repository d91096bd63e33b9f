import type { ActionResult } from '../../model/actions';
import { Store } from '../../model/store';
import type { RowResult } from '../list/line';

/** What became of the last actions. */
export interface ResultsState<Result> {
  /** What failed last on a row, by its id. It stands at its row until it is closed or tried again. */
  readonly failed: ReadonlyMap<string, Result>;
  /** The results of the last action on several. */
  readonly bulk?: readonly Result[];
}

/** What became of actions, kept while the application is open. */
export class Results<Result extends RowResult = ActionResult> extends Store<ResultsState<Result>> {
  constructor() {
    super({ failed: new Map() });
  }

  add(results: readonly Result[], bulk: boolean): void {
    const failed = new Map(this.value.failed);
    for (const result of results) {
      if (result.outcome === 'failed') failed.set(result.id, result);
      else failed.delete(result.id);
    }
    this.set(bulk ? { failed, bulk: results } : { ...this.value, failed });
  }

  /** Closes the message at one row. */
  dismiss(id: string): void {
    const failed = new Map(this.value.failed);
    failed.delete(id);
    this.set({ ...this.value, failed });
  }

  /** Closes the results of the last action on several. */
  dismissBulk(): void {
    this.set({ failed: this.value.failed });
  }
}
