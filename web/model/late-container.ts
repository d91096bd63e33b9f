import type { Detail, LiveDetail } from './collection';
import type { ContainerDetails } from './container-details';
import type { EngineLink } from './engine-link';
import type { EventFeed } from './event-feed';
import { failureOf } from './failure';
import { Store } from './store';

/** A container's details, whose machinery is loaded when somebody looks at them. */
export class LateContainer implements LiveDetail<ContainerDetails> {
  readonly #store: Store<Detail<ContainerDetails>>;
  #loading: Promise<LiveDetail<ContainerDetails>> | undefined;
  #stop: (() => void) | undefined;
  #watched = false;

  constructor(
    private readonly id: string,
    private readonly link: EngineLink,
    private readonly events: EventFeed,
  ) {
    this.#store = new Store<Detail<ContainerDetails>>({ phase: 'loading' }, (watched) => {
      this.#watched = watched;
      if (watched) void this.#start();
      else this.#stop?.();
    });
  }

  get value(): Detail<ContainerDetails> {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  async refresh(): Promise<void> {
    await (await this.#load()).refresh();
  }

  #load(): Promise<LiveDetail<ContainerDetails>> {
    this.#loading ??= import('./container').then(
      ({ Container }) => new Container(this.id, this.link, this.events),
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  async #start(): Promise<void> {
    try {
      const container = await this.#load();
      if (!this.#watched) return;
      this.#stop?.();
      this.#stop = container.subscribe(() => this.#store.set(container.value));
      this.#store.set(container.value);
    } catch (error) {
      // the chunk is gone after an upgrade, or the network is
      this.#store.set({ phase: 'failed', failure: failureOf(error) });
    }
  }
}
