import type { Readable } from './store';

/** A store whose machinery is loaded when somebody looks at it or asks something of it. */
export class Late<T, S extends Readable<T> = Readable<T>> implements Readable<T> {
  #loading: Promise<S> | undefined;
  #source: S | undefined;
  #before: T;

  /** `failed`: what it is when the code cannot be loaded (an upgrade took the chunk away, or the network is gone). */
  constructor(
    initial: T,
    private readonly load: () => Promise<S>,
    private readonly failed: (error: unknown) => T,
  ) {
    this.#before = initial;
  }

  get value(): T {
    return this.#source ? this.#source.value : this.#before;
  }

  /** The store itself. Rejects when its code cannot be loaded; the next call tries again. */
  source(): Promise<S> {
    this.#loading ??= this.load().then(
      (source) => (this.#source = source),
      (error: unknown) => {
        this.#loading = undefined;
        this.#before = this.failed(error);
        throw error;
      },
    );
    return this.#loading;
  }

  subscribe(listener: () => void): () => void {
    let stop: (() => void) | undefined;
    let over = false;
    const begin = (source: S) => {
      if (over) return;
      stop = source.subscribe(listener);
      listener();
    };
    this.source().then(begin, () => over || listener());
    return () => {
      over = true;
      stop?.();
    };
  }
}
