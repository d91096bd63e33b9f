import { TransportError } from '../../lib/engine/errors';
import type { EngineEvent } from '../../lib/engine/types/event';
import { Backoff, delay } from '../transport/backoff';
import type { EngineLink } from './engine-link';
import { isLasting } from './failure';

/** Who wants to know what happens. */
export interface EventListener {
  event(event: EngineEvent): void;
  /** The following has begun (again): what happened before is not told, so list now. */
  synchronise(): void;
  /** The following has broken; it goes on by itself with `synchronise`, unless the error is a lasting one. */
  lost(error: unknown): void;
}

/**
 * What our collections need to know. Without the filter each healthcheck is three events. Engines compare `health_status` as the
 * beginning of a word or as a whole one, depending on their age: https://github.com/moby/moby/pull/25798
 */
export const eventFilters = {
  type: ['container', 'network', 'image'],
  event: [
    ...['create', 'start', 'restart', 'die', 'pause', 'unpause', 'rename', 'update', 'destroy'],
    ...['connect', 'disconnect'],
    ...['pull', 'tag', 'untag', 'delete', 'load', 'import'],
    ...['health_status', 'health_status: healthy', 'health_status: unhealthy', 'health_status: starting'],
  ],
};

/** Without any transport that can follow, lists are renewed this often, in visible tabs (milliseconds). */
export const pollEvery = 5000;

/** The engine's events for all collections: one stream, opened again with jitter when it breaks. */
export class EventFeed {
  readonly #listeners = new Set<EventListener>();
  readonly #backoff: Backoff;
  #running: AbortController | undefined;
  #seen: string[] = [];

  constructor(
    private readonly link: EngineLink,
    random?: () => number,
  ) {
    this.#backoff = new Backoff(500, 10_000, random);
  }

  /** Follows as long as somebody listens. Returns the way to stop. */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    if (!this.#running) {
      this.#running = new AbortController();
      void this.#run(this.#running.signal);
    }
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#running?.abort(new DOMException('Nobody listens.', 'AbortError'));
      this.#running = undefined;
    };
  }

  /** Begins again at once (the user asks, or the session is new). */
  restart(): void {
    if (!this.#running) return;
    this.#running.abort(new DOMException('Begins again.', 'AbortError'));
    this.#running = new AbortController();
    this.#backoff.reset();
    void this.#run(this.#running.signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.link.whenActive(signal);
        await this.#follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#tell((listener) => listener.lost(error));
        this.link.note(error);
        if (isLasting(error)) return;
        const poll = error instanceof TransportError && error.failure === 'refused';
        await delay(poll ? pollEvery : this.#backoff.next(), signal).catch(() => undefined);
        if (poll && !signal.aborted && !hidden()) this.#tell((listener) => listener.synchronise());
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const batches = await this.link.run((client) =>
      client.systemEvents({ filters: eventFilters }, { signal }),
    );
    this.#tell((listener) => listener.synchronise());
    const opened = Date.now();
    try {
      for await (const batch of batches) for (const event of batch) this.#dispatch(event);
      throw new TransportError('broken', 'The engine ended its events.');
    } finally {
      // one that held for a while is opened again at once: the controller's are cut after a minute
      if (Date.now() - opened > 10_000) this.#backoff.reset();
    }
  }

  #dispatch(event: EngineEvent): void {
    const key = `${event.timeNano} ${event.Type} ${event.Action} ${event.Actor.ID}`;
    if (this.#seen.includes(key)) return;
    this.#seen.push(key);
    if (this.#seen.length > 64) this.#seen = this.#seen.slice(-32);
    this.#tell((listener) => listener.event(event));
  }

  #tell(what: (listener: EventListener) => void): void {
    for (const listener of [...this.#listeners]) what(listener);
  }
}

const hidden = () => typeof document !== 'undefined' && document.visibilityState === 'hidden';
