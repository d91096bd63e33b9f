import type { EngineLink } from './engine-link';
import type { EventFeed } from './event-feed';
import { failureOf } from './failure';
import type { LogOptions, LogState, LogStream } from './logs';
import { Store } from './store';

const empty: LogState = {
  phase: 'loading',
  lines: [],
  dropped: 0,
  skipped: 0,
  separated: true,
  complete: false,
};

/** A log whose machinery is loaded when somebody looks at it: the list of containers needs none of it. */
export class LateLog implements LogStream {
  readonly #store: Store<LogState>;
  #log: LogStream | undefined;
  #stop: (() => void) | undefined;
  #watched = false;

  constructor(
    private readonly id: string,
    private readonly options: LogOptions,
    private readonly link: EngineLink,
    private readonly events: EventFeed,
  ) {
    this.#store = new Store<LogState>(empty, (watched) => {
      this.#watched = watched;
      if (watched) void this.#start();
      else this.#stop?.();
    });
  }

  get value(): LogState {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  async older(count?: number): Promise<number> {
    return (await this.#log?.older(count)) ?? 0;
  }

  clear(): void {
    this.#log?.clear();
  }

  async #start(): Promise<void> {
    try {
      const { LogFeed } = await import('./log-feed');
      this.#log ??= new LogFeed(this.id, this.options, this.link, this.events);
    } catch (error) {
      // the chunk is gone after an upgrade, or the network is
      this.#store.set({ ...empty, phase: 'failed', failure: failureOf(error) });
      return;
    }
    const log = this.#log;
    if (!this.#watched) return;
    this.#stop?.();
    this.#stop = log.subscribe(() => this.#store.set(log.value));
    this.#store.set(log.value);
  }
}
