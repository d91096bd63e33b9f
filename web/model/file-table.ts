import { randomId } from '../transport/keeper-calls';
import { failureOf } from './failure';
import { hasArrived, type FileOnItsWay } from './files-on-their-way';
import { bytesProgress } from './job-progress';
import { Rate } from './rate';
import { Store } from './store';

/** Milliseconds between two looks at how far a file is. */
const tellEvery = 250;

/** What a file's way is told of. */
export interface Way {
  readonly id: string;
  readonly signal: AbortSignal;
  /** So many bytes have arrived, of so many (0: nobody knows). */
  readonly progress: (done: number, total: number) => void;
  readonly note: (change: Partial<Pick<FileOnItsWay, 'job'>>) => void;
}

/** Files on their way in this tab, newest first; each is let go a while at a time. */
export class FileTable extends Store<readonly FileOnItsWay[]> {
  readonly #ways = new Map<string, AbortController>();

  constructor(
    private readonly direction: FileOnItsWay['direction'],
    /** Runs work when there is room for it: uhttpd has two places for files. */
    private readonly turn: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>,
  ) {
    super([]);
  }

  /** Begins a file's way; gives its id, and its row when it is over. However `go` ends, the row tells it. */
  begin(
    name: string,
    total: number,
    go: (way: Way) => Promise<void>,
  ): { readonly id: string; readonly over: Promise<FileOnItsWay> } {
    const id = randomId();
    const abort = new AbortController();
    this.#ways.set(id, abort);
    const row: FileOnItsWay = {
      id,
      direction: this.direction,
      name,
      state: 'waiting',
      progress: bytesProgress(0, total),
      message: '',
      job: '',
      started: Date.now(),
    };
    this.set([row, ...this.value]);
    return { id, over: this.#run(row, abort, go) };
  }

  cancel(id: string): void {
    this.#ways.get(id)?.abort(new DOMException('Cancelled.', 'AbortError'));
  }

  forget(id: string): void {
    this.set(this.value.filter((row) => row.id !== id || !hasArrived(row)));
  }

  async #run(
    row: FileOnItsWay,
    { signal }: AbortController,
    go: (way: Way) => Promise<void>,
  ): Promise<FileOnItsWay> {
    const { id } = row;
    const rate = new Rate();
    let told = 0;
    let known = { done: 0, total: row.progress.total };
    const progress = (done: number, all: number) => {
      known = { done, total: all };
      const now = Date.now();
      if (now - told < tellEvery) return;
      told = now;
      this.#change(id, { progress: bytesProgress(done, all, rate.take(done, now)) });
    };
    try {
      await this.turn(() => {
        this.#change(id, { state: 'running' });
        return go({ id, signal, progress, note: (change) => this.#change(id, change) });
      }, signal);
      const { done } = known;
      this.#change(id, { state: 'done', ended: Date.now(), progress: bytesProgress(done, done) });
    } catch (error) {
      const progress = bytesProgress(known.done, known.total);
      const end = { progress, ended: Date.now() };
      if (signal.aborted) this.#change(id, { ...end, state: 'cancelled' });
      else this.#change(id, { ...end, state: 'failed', message: failureOf(error).message });
    } finally {
      this.#ways.delete(id);
    }
    return this.value.find((one) => one.id === id) ?? row;
  }

  #change(id: string, change: Partial<FileOnItsWay>): void {
    this.set(this.value.map((row) => (row.id === id ? { ...row, ...change } : row)));
  }
}
