/** A value that changes. `value` is immutable: a change is another value. */
export interface Readable<T> {
  readonly value: T;
  /** Calls back after each change, at most once a frame where the source is busy. Returns the way to stop it. */
  subscribe(listener: () => void): () => void;
}

/** A {@link Readable} that its owner sets. */
export class Store<T> implements Readable<T> {
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(
    initial: T,
    private readonly watched?: (active: boolean) => void,
  ) {
    this.#value = initial;
  }

  get value(): T {
    return this.#value;
  }

  /** Sets the value and tells everyone, unless it is the same one. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  subscribe(listener: () => void): () => void {
    // a wrapper of its own for each call: the same function may subscribe twice
    const entry = () => listener();
    this.#listeners.add(entry);
    if (this.#listeners.size === 1) this.watched?.(true);
    return () => {
      if (this.#listeners.delete(entry) && this.#listeners.size === 0) this.watched?.(false);
    };
  }
}
