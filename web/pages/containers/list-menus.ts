import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import type { IconName } from '../../icons/shapes';
import type { Role } from '../../host/host';
import type { ActionName } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';
import { exportItem } from '../actions/export-item';
import { menuItems } from '../actions/menu-items';
import { bulkOffers, type Offer } from '../actions/offered';
import { runOnFitting } from '../actions/run';
import { columns, type ColumnName } from './columns';
import type { GroupItem } from './items';
import type { Sort, SortKey } from './sorting';

/** A container's menu: its tabs, its export, the actions that are not in the row (`more`), destructive ones last. */
export function containerMenu(
  app: App,
  anchor: HTMLElement,
  row: ContainerRow,
  more: readonly Offer[],
  run: (action: ActionName) => void,
): void {
  const go = (tab: string) => () => app.host.navigate(['containers', row.name, tab]);
  const actions = row.pending ? [] : menuItems(more, run);
  void app.menu(anchor, row.name, () => [
    { label: _('Logs'), icon: 'logs', run: go('logs') },
    { label: _('Console'), icon: 'terminal', run: go('console') },
    { label: _('Statistics'), icon: 'chart', run: go('statistics') },
    { label: _('Inspect'), icon: 'braces', run: go('inspect') },
    ...exportItem(app, row),
    ...(actions.length > 0 ? (['line', ...actions] as const) : []),
  ]);
}

/** A stack's menu: what fits any of its containers, done on those that it fits. */
export function stackMenu(app: App, anchor: HTMLElement, group: GroupItem, role: Role | undefined): void {
  const items = menuItems(
    bulkOffers(group.rows, role),
    (action) => void runOnFitting(app, action, group.rows, role),
  );
  void app.menu(anchor, group.stack, () => items);
}

/** Which columns are shown; `hide` gets those that are not. */
export function columnMenu(
  app: App,
  anchor: HTMLElement,
  hiddenNames: readonly ColumnName[],
  hide: (columns: ColumnName[]) => void,
): void {
  const hidden = new Set(hiddenNames);
  void app.menu(anchor, _('Columns'), () =>
    columns
      .filter((column) => !column.fixed)
      .map(({ name, label }) => ({
        label: label(),
        checked: !hidden.has(name),
        run: () => {
          if (!hidden.delete(name)) hidden.add(name);
          hide([...hidden]);
        },
      })),
  );
}

/** Sorting for cards, which have no column titles. */
export function sortMenu(app: App, anchor: HTMLElement, sort: Sort, sortBy: (key: SortKey) => void): void {
  const mark = (key: SortKey): IconName => (sort.key === key ? 'check' : 'sort');
  void app.menu(anchor, _('Sort'), () => [
    { label: _('What is wrong first'), icon: mark('attention'), run: () => sortBy('attention') },
    ...columns.flatMap(({ sort: key, label }) =>
      key === undefined ? [] : [{ label: label(), icon: mark(key), run: () => sortBy(key) }],
    ),
  ]);
}
