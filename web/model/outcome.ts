import { EngineError, TransportError } from '../../lib/engine/errors';
import type { ActionName } from './actions';
import type { ContainerRow } from './container-row';
import type { Containers } from './containers';

/** How long an action whose answer did not come may still turn out well (milliseconds): stops may have long grace periods. */
export const outcomeWithin = 120_000;
/** How often the engine is asked meanwhile, in case an event was lost. */
const askEvery = 5000;

/** Whether an action's answer may still come true: the request may have arrived, and its end is not known. */
export function isOpen(error: unknown): boolean {
  return error instanceof TransportError && ['pending', 'timeout', 'broken'].includes(error.failure);
}

/** Whether the row shows that the action is done. `before` is the row when the action was asked for. */
export function isDone(
  action: ActionName,
  row: ContainerRow | undefined,
  before: ContainerRow | undefined,
): boolean {
  if (action === 'remove') return !row || row.gone === true;
  if (!row) return false;
  switch (action) {
    case 'start':
    case 'unpause':
      return row.state === 'running';
    case 'stop':
    case 'kill':
      return row.state === 'exited' || row.state === 'dead';
    case 'pause':
      return row.state === 'paused';
    case 'restart':
      return row.state === 'running' && (row.since ?? 0) > (before?.since ?? 0);
    case 'rename':
      return row.name !== before?.name;
  }
}

/**
 * Waits until events show that the action is done. Rejects with the error that left it open when they do not in time, and at
 * once where the container has gone.
 */
export function outcome(
  containers: Containers,
  id: string,
  action: ActionName,
  before: ContainerRow | undefined,
  error: unknown,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const row = containers.get(id);
      if (isDone(action, row, before)) end(resolve);
      else if (!row || row.gone) end(() => reject(new EngineError(404, 'The container has gone.')));
    };
    const stop = containers.watch((changed) => {
      if (changed === id) look();
    });
    const ask = setInterval(() => {
      void containers.ask(id).then(look);
    }, askEvery);
    const limit = setTimeout(() => end(() => reject(error)), outcomeWithin);
    function end(settle: () => void) {
      stop();
      clearInterval(ask);
      clearTimeout(limit);
      settle();
    }
    // what is known may be older than the request
    void containers.ask(id).then(look);
  });
}
