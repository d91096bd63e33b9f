import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Readable } from './store';

/**
 * Binds an element to a store: subscribes while the element is connected, renders on each change, lets go with it.
 * `#rows = new Subscription(this, () => engine.containers)`; then `this.#rows.value` in `render()`.
 * The source is read again at each connect and at each `refresh()`, so that it may depend on properties.
 */
export class Subscription<T> implements ReactiveController {
  #store: Readable<T> | undefined;
  #release: (() => void) | undefined;
  #connected = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly source: () => Readable<T> | undefined,
  ) {
    host.addController(this);
  }

  /** The store's present value; undefined while there is no store. */
  get value(): T | undefined {
    if (!this.#store) this.#store = this.source();
    return this.#store?.value;
  }

  hostConnected(): void {
    this.#connected = true;
    this.refresh();
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#release?.();
    this.#release = undefined;
  }

  /** Takes the source anew, for instance after the id of the page has changed. */
  refresh(): void {
    const store = this.source();
    if (store === this.#store && this.#release) return;
    this.#release?.();
    this.#store = store;
    this.#release = this.#connected && store ? store.subscribe(() => this.host.requestUpdate()) : undefined;
    this.host.requestUpdate();
  }
}
