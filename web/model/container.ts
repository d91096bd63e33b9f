import * as v from 'valibot';
import { EngineError, TransportError } from '../../lib/engine/errors';
import { containerInspect } from '../../lib/engine/types/container-inspect';
import type { EngineEvent } from '../../lib/engine/types/event';
import type { Detail, LiveDetail } from './collection';
import { eventEffect } from './container-events';
import type { ContainerDetails } from './container-details';
import type { EngineLink } from './engine-link';
import type { EventFeed, EventListener } from './event-feed';
import { failureOf } from './failure';
import { containerDetails } from './inspected';
import { Store } from './store';

/** Events of one burst are answered with one inspect. */
const gatherFor = 30;

/** One container: inspected once, and again after each of its events, one inspect at a time. */
export class Container implements LiveDetail<ContainerDetails>, EventListener {
  readonly #store: Store<Detail<ContainerDetails>>;
  #release: (() => void) | undefined;
  #asking: Promise<void> | undefined;
  #again = false;
  #gather: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly id: string,
    private readonly link: EngineLink,
    private readonly events: EventFeed,
  ) {
    this.#store = new Store<Detail<ContainerDetails>>({ phase: 'loading' }, (watched) =>
      watched ? this.#start() : this.#stop(),
    );
  }

  get value(): Detail<ContainerDetails> {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  refresh(): Promise<void> {
    this.#again = true;
    this.#asking ??= this.#inspect().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  event(event: EngineEvent): void {
    const effect = eventEffect(event);
    if (!effect || !this.#concerns(effect.id, event.Actor.Attributes['name'])) return;
    if (effect.gone) return this.#gone();
    this.#gather ??= setTimeout(() => {
      this.#gather = undefined;
      void this.refresh();
    }, gatherFor);
  }

  synchronise(): void {
    void this.refresh();
  }

  lost(error: unknown): void {
    if (this.link.idle.value || failureOf(error).failure === 'refused') return;
    if (this.#store.value.phase === 'live') this.#phase('reconnecting');
  }

  #concerns(id: string, name: string | undefined): boolean {
    const known = this.#store.value.value?.id;
    return known === undefined ? id.startsWith(this.id) || name === this.id : id === known;
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

  async #inspect(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        const document = await this.link.run((client) => client.containerDocument({ container: this.id }));
        const parsed = v.safeParse(containerInspect, document);
        if (!parsed.success)
          throw new TransportError(
            'broken',
            'The engine described the container in a way that cannot be read.',
          );
        const value = containerDetails(parsed.output, document);
        this.#store.set({ phase: this.#release ? 'live' : 'stale', value });
      } catch (error) {
        if (error instanceof EngineError && error.status === 404) this.#gone();
        else this.#store.set({ ...this.#known(), phase: 'failed', failure: failureOf(error) });
      }
    }
  }

  #known(): Pick<Detail<ContainerDetails>, 'value'> {
    const { value } = this.#store.value;
    return value ? { value } : {};
  }

  #gone(): void {
    this.#phase('gone');
  }

  #phase(phase: Detail<ContainerDetails>['phase']): void {
    this.#store.set({ ...this.#known(), phase });
  }
}
