import { EngineError } from '../../lib/engine/errors';
import type { EngineEvent } from '../../lib/engine/types/event';
import type { Detail, LiveDetail } from './collection';
import type { EngineLink } from './engine-link';
import type { EventFeed, EventListener } from './event-feed';
import { failureOf } from './failure';
import { Store } from './store';

/** Where one object comes from. */
export interface DetailSource<T> {
  /** Asks the engine. An `EngineError` with status 404 says that it is no more. */
  ask(): Promise<T>;
  /** Events of one burst are answered with one question, after so many milliseconds; 30 where it is not said. */
  readonly gatherFor?: number;
  /** What an event means for it; `known` is what was known of it. */
  effect(event: EngineEvent, known: T | undefined): 'changed' | 'gone' | undefined;
}

/** One object: asked for once, and again after each of its events, one question at a time. */
export class FollowedDetail<T> implements LiveDetail<T>, EventListener {
  readonly #store: Store<Detail<T>>;
  #release: (() => void) | undefined;
  #asking: Promise<void> | undefined;
  #again = false;
  #gather: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly source: DetailSource<T>,
    private readonly link: EngineLink,
    private readonly events: EventFeed,
  ) {
    this.#store = new Store<Detail<T>>({ phase: 'loading' }, (watched) =>
      watched ? this.#start() : this.#stop(),
    );
  }

  get value(): Detail<T> {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  refresh(): Promise<void> {
    this.#again = true;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  event(event: EngineEvent): void {
    const effect = this.source.effect(event, this.#store.value.value);
    if (effect === 'gone') {
      clearTimeout(this.#gather);
      this.#gather = undefined;
      return this.#phase('gone');
    }
    if (effect === 'changed')
      this.#gather ??= setTimeout(() => {
        this.#gather = undefined;
        void this.refresh();
      }, this.source.gatherFor ?? 30);
  }

  synchronise(): void {
    void this.refresh();
  }

  lost(error: unknown): void {
    if (this.link.idle.value || failureOf(error).failure === 'refused') return;
    if (this.#store.value.phase === 'live') this.#phase('reconnecting');
  }

  #start(): void {
    const { idle } = this.link;
    const listening = this.events.listen(this);
    const watching = idle.subscribe(() => {
      if (idle.value && this.#store.value.phase === 'live') this.#phase('idle');
    });
    this.#release = () => {
      listening();
      watching();
    };
    void this.refresh();
  }

  #stop(): void {
    this.#release?.();
    this.#release = undefined;
    clearTimeout(this.#gather);
    this.#gather = undefined;
    if (this.#store.value.phase === 'live') this.#phase('stale');
  }

  async #ask(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        const value = await this.source.ask();
        this.#store.set({ phase: this.#release ? 'live' : 'stale', value });
      } catch (error) {
        if (error instanceof EngineError && error.status === 404) this.#phase('gone');
        else this.#store.set({ ...this.#known(), phase: 'failed', failure: failureOf(error) });
      }
    }
  }

  #known(): Pick<Detail<T>, 'value'> {
    const { value } = this.#store.value;
    return value === undefined ? {} : { value };
  }

  #phase(phase: Detail<T>['phase']): void {
    this.#store.set({ ...this.#known(), phase });
  }
}
