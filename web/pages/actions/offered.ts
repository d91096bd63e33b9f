import type { Role } from '../../host/host';
import { _ } from '../../host/translate';
import type { IconName } from '../../icons/shapes';
import type { ActionName } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';
import { allows } from '../../app/context';

/** An action that fits, as a button or a menu shows it. */
export interface Offer {
  readonly action: ActionName;
  readonly label: string;
  readonly icon: IconName;
  readonly danger?: boolean;
}

const icons: Readonly<Record<ActionName, IconName>> = {
  start: 'play',
  stop: 'stop',
  restart: 'restart',
  kill: 'kill',
  pause: 'pause',
  unpause: 'play',
  rename: 'rename',
  remove: 'remove',
};

/** The word on an action's button. */
export function actionLabel(action: ActionName): string {
  switch (action) {
    case 'start':
      return _('Start');
    case 'stop':
      return _('Stop');
    case 'restart':
      return _('Restart');
    case 'kill':
      return _('Kill');
    case 'pause':
      return _('Pause');
    case 'unpause':
      return _('Resume');
    case 'rename':
      return _('Rename');
    case 'remove':
      return _('Remove');
  }
}

/** The role that an action needs (the operations table has the same). */
export function actionRole(action: ActionName): Role {
  return action === 'remove' || action === 'rename' ? 'admin' : 'operator';
}

/** An action as a button or a menu shows it. */
export function offer(action: ActionName): Offer {
  const made = { action, label: actionLabel(action), icon: icons[action] };
  return action === 'remove' ? { ...made, danger: true } : made;
}

function fitting(state: ContainerRow['state']): [primary: ActionName[], more: ActionName[]] {
  switch (state) {
    case 'running':
      return [
        ['stop', 'restart'],
        ['pause', 'kill', 'rename', 'remove'],
      ];
    case 'paused':
      return [['unpause'], ['stop', 'restart', 'kill', 'rename', 'remove']];
    case 'restarting':
      return [['stop'], ['restart', 'kill', 'rename', 'remove']];
    case 'removing':
      return [[], []];
    case 'dead':
      return [[], ['remove']];
    default:
      return [['start'], ['rename', 'remove']];
  }
}

/** What fits a container's state and the session's role: one or two for the row, the rest for the menu, destructive last. */
export function offers(
  row: Pick<ContainerRow, 'state' | 'gone'>,
  role: Role | undefined,
): { readonly primary: readonly Offer[]; readonly more: readonly Offer[] } {
  if (row.gone) return { primary: [], more: [] };
  const [primary, more] = fitting(row.state).map((names) =>
    names.filter((name) => allows(role, actionRole(name))).map(offer),
  );
  return { primary: primary ?? [], more: more ?? [] };
}

/** What can be done with several rows at once: what fits at least one of them. */
export function bulkOffers(rows: readonly ContainerRow[], role: Role | undefined): readonly Offer[] {
  const order: ActionName[] = ['start', 'stop', 'restart', 'unpause', 'pause', 'kill', 'remove'];
  const fit = new Set(
    rows.flatMap((row) => {
      const { primary, more } = offers(row, role);
      return [...primary, ...more].map((one) => one.action);
    }),
  );
  return order.filter((name) => fit.has(name)).map(offer);
}

/** The rows of a selection that an action fits. */
export function fittingRows(
  rows: readonly ContainerRow[],
  action: ActionName,
  role: Role | undefined,
): readonly ContainerRow[] {
  return rows.filter((row) => {
    const { primary, more } = offers(row, role);
    return [...primary, ...more].some((one) => one.action === action);
  });
}
