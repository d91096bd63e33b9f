import type { Clock } from '../clock';

/** An event as API versions before 1.52 write it. */
export interface BusEvent {
  readonly status?: string;
  readonly id?: string;
  readonly from?: string;
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly scope: 'local';
  readonly time: number;
  readonly timeNano: number;
}

const kept = 256;

/** Hands events to whoever listens, and keeps the last 256, as many as dockerd does. */
export class EventBus {
  readonly #history: BusEvent[] = [];
  readonly #listeners = new Set<(event: BusEvent) => void>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The kept events, oldest first. */
  get history(): readonly BusEvent[] {
    return this.#history;
  }

  /** Something happened to the object `id`. */
  emit(type: string, action: string, id: string, attributes: Readonly<Record<string, string>>): void {
    const now = this.#clock.now();
    const event: BusEvent = {
      ...(type === 'container' && { status: action, id, from: attributes.image ?? '' }),
      Type: type,
      Action: action,
      Actor: { ID: id, Attributes: attributes },
      scope: 'local',
      time: Math.floor(now / 1000),
      timeNano: now * 1_000_000,
    };
    this.#history.push(event);
    if (this.#history.length > kept) this.#history.shift();
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls back at each event until the function that it gives is called. */
  listen(listener: (event: BusEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many listen now. */
  get listeners(): number {
    return this.#listeners.size;
  }
}
