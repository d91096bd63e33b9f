import type { ActionName, ActionResult, ContainerActions } from './actions';
import type { Containers } from './containers';
import type { EngineLink } from './engine-link';
import { failureOf } from './failure';

/** The actions, whose code is loaded with the first one; the rows are marked at once. */
export function lateActions(link: EngineLink, containers: Containers): ContainerActions {
  let loading: Promise<ContainerActions> | undefined;
  const load = () =>
    (loading ??= import('./container-actions').then(
      ({ ActionRunner }) => new ActionRunner(link, containers),
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));

  const all = async (
    action: ActionName,
    ids: readonly string[],
    run: (actions: ContainerActions) => Promise<readonly ActionResult[]>,
  ): Promise<readonly ActionResult[]> => {
    for (const id of ids) containers.pend(id, action);
    let actions: ContainerActions;
    try {
      actions = await load();
    } catch (error) {
      for (const id of ids) containers.pend(id, undefined);
      const failure = failureOf(error);
      return ids.map((id) => {
        const name = containers.get(id)?.name ?? id.slice(0, 12);
        return { id, name, action, outcome: 'failed', message: `${name}: ${failure.message}`, failure };
      });
    }
    return run(actions);
  };

  return {
    start: (ids) => all('start', ids, (actions) => actions.start(ids)),
    stop: (ids, options) => all('stop', ids, (actions) => actions.stop(ids, options)),
    restart: (ids, options) => all('restart', ids, (actions) => actions.restart(ids, options)),
    kill: (ids, options) => all('kill', ids, (actions) => actions.kill(ids, options)),
    pause: (ids) => all('pause', ids, (actions) => actions.pause(ids)),
    unpause: (ids) => all('unpause', ids, (actions) => actions.unpause(ids)),
    remove: (ids, options) => all('remove', ids, (actions) => actions.remove(ids, options)),
    rename: async (id, name) => {
      const [result] = await all('rename', [id], async (actions) => [await actions.rename(id, name)]);
      if (!result) throw new RangeError('An action without a result.');
      return result;
    },
  };
}
