import type { App } from '../../app/context';
import type { MenuItem } from '../../elements/menu';
import { _ } from '../../host/translate';
import type { ActionName } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';
import { exportItem } from '../actions/export-item';
import { menuItems } from '../actions/menu-items';
import type { Offer } from '../actions/offered';

/** A container's menu: its tabs, the actions that are not in the row, destructive ones last. */
export function showContainerMenu(
  app: App,
  anchor: HTMLElement,
  row: ContainerRow,
  more: readonly Offer[],
  run: (action: ActionName) => void,
): void {
  const go = (tab: string) => () => app.host.navigate(['containers', row.name, tab]);
  const items = (): readonly MenuItem[] => {
    const actions = row.pending ? [] : menuItems(more, run);
    return [
      { label: _('Logs'), icon: 'logs', run: go('logs') },
      { label: _('Console'), icon: 'terminal', run: go('console') },
      { label: _('Statistics'), icon: 'chart', run: go('statistics') },
      { label: _('Inspect'), icon: 'braces', run: go('inspect') },
      ...exportItem(app, row),
      ...(actions.length > 0 ? (['line', ...actions] as const) : []),
    ];
  };
  void app.menu(anchor, row.name, items);
}
