import type { EngineEvent } from '../../lib/engine/types/event';
import type { ContainerRow } from './container-row';
import { without } from './without';

/** What an event means for the list: which container, its row changed at once, and whether the engine has to be asked. */
export interface EventEffect {
  readonly id: string;
  /** The row after the event, as far as the event itself tells. */
  readonly change?: (row: ContainerRow) => ContainerRow;
  /** The container is no more. */
  readonly gone?: true;
  /** More has changed than the event tells (addresses, ports). */
  readonly ask: boolean;
}

/** Reads an event for the list of containers; null for one that changes nothing in it. */
export function eventEffect(event: EngineEvent): EventEffect | null {
  const { Type, Action, Actor } = event;
  if (Type === 'network') {
    const id = Actor.Attributes['container'];
    return id && (Action === 'connect' || Action === 'disconnect') ? { id, ask: true } : null;
  }
  if (Type !== 'container' || Actor.ID === '') return null;
  const id = Actor.ID;
  const time = event.time * 1000;
  switch (Action) {
    case 'create':
    case 'update':
    case 'restart':
      return { id, ask: true };
    case 'start':
      return { id, ask: true, change: (row) => ({ ...plain(row), state: 'running', since: time }) };
    case 'die':
      return {
        id,
        ask: true,
        change: (row) => ({
          ...plain(row),
          state: 'exited',
          since: time,
          ports: [],
          exitCode: Number(Actor.Attributes['exitCode']) || 0,
        }),
      };
    case 'pause':
      return { id, ask: false, change: (row) => ({ ...row, state: 'paused' }) };
    case 'unpause':
      return { id, ask: false, change: (row) => ({ ...row, state: 'running' }) };
    case 'rename': {
      const name = (Actor.Attributes['name'] ?? '').replace(/^\//, '');
      return name ? { id, ask: false, change: (row) => ({ ...row, name }) } : { id, ask: true };
    }
    case 'destroy':
      return { id, ask: false, gone: true };
  }
  const health = /^health_status: (starting|healthy|unhealthy)$/.exec(Action)?.[1];
  if (health === 'starting' || health === 'healthy' || health === 'unhealthy')
    return { id, ask: false, change: (row) => ({ ...row, health }) };
  return null;
}

/** A row without what belonged to the state before. */
const plain = (row: ContainerRow) => without(row, 'exitCode', 'health', 'since');
