import type { EngineEvent } from '../../lib/engine/types/event';

/** How often a list that contradicts a death is asked for again before it is believed. */
const mostAsked = 8;

/**
 * The containers that have died by an event. dockerd's list is one of copies, and it renews a container's copy only after it has told of
 * the death and cleaned up, which takes a while on a busy machine: until then its list says that the container runs.
 * https://github.com/moby/moby/blob/v20.10.24/daemon/monitor.go (handleContainerExit)
 */
export class Deaths {
  readonly #asked = new Map<string, number>();

  /** Takes note of an event. */
  note({ Type, Action, Actor }: EngineEvent): void {
    if (Type !== 'container') return;
    if (Action === 'die') this.#asked.set(Actor.ID, 0);
    else if (Action === 'start' || Action === 'destroy') this.#asked.delete(Actor.ID);
  }

  /** Whether a list's `state` of a container is older than its death, so that it has to be asked for again. */
  contradict(id: string, state: string): boolean {
    const asked = this.#asked.get(id);
    if (asked === undefined) return false;
    if (state === 'running' && asked < mostAsked) {
      this.#asked.set(id, asked + 1);
      return true;
    }
    this.#asked.delete(id);
    return false;
  }
}
