import type { App } from '../../app/context';
import { loadLate } from '../../app/load-late';
import type { Role } from '../../host/host';
import type { ActionName, ActionResult } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';
import { fittingRows } from './offered';

/** What an action needs to know of a container. */
export interface Target {
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
}

/** A row of the list as an action takes it. */
export function targetOf({ id, name, state }: ContainerRow): Target {
  return { id, name, running: state === 'running' };
}

/** Shows what became of an action: at its row where it failed, all of them where there were several, else in the corner. */
export function report(app: App, results: readonly ActionResult[], bulk: boolean): void {
  app.results.add(results, bulk);
  if (!bulk) for (const result of results) if (result.outcome !== 'failed') app.notes.done(result.message);
}

/**
 * Does an action, asking first where it destroys something or needs to know more. Resolves when it is done or was
 * called off, with what came of it.
 */
export async function runAction(
  app: App,
  action: ActionName,
  targets: readonly Target[],
): Promise<readonly ActionResult[]> {
  const { actions } = app.engine;
  const ids = targets.map((target) => target.id);
  const [first] = targets;
  if (!first) return [];
  if (action === 'rename' || action === 'remove' || action === 'kill') {
    const dialogs = await loadLate(app.notes, () => import('./dialogs'));
    return dialogs?.ask[action](app, targets) ?? [];
  }
  const results = await actions[action](ids);
  report(app, results, targets.length > 1);
  return results;
}

/** Does an action on those of the rows that it fits. */
export function runOnFitting(
  app: App,
  action: ActionName,
  rows: readonly ContainerRow[],
  role: Role | undefined,
): Promise<readonly ActionResult[]> {
  return runAction(app, action, fittingRows(rows, action, role).map(targetOf));
}
