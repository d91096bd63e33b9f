import type { App } from '../../app/context';
import type { MenuItem } from '../../elements/menu';
import { _ } from '../../host/translate';
import type { ActionName } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';
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
  const act = (one: Offer): MenuItem => ({
    label: one.label,
    icon: one.icon,
    danger: one.danger === true,
    run: () => run(one.action),
  });
  const items = (): readonly MenuItem[] => {
    const harmless = more.filter((one) => !one.danger).map(act);
    const dangerous = more.filter((one) => one.danger).map(act);
    return [
      { label: _('Logs'), icon: 'logs', run: go('logs') },
      { label: _('Console'), icon: 'terminal', run: go('console') },
      { label: _('Statistics'), icon: 'chart', run: go('statistics') },
      { label: _('Inspect'), icon: 'braces', run: go('inspect') },
      ...(harmless.length > 0 && !row.pending ? (['line', ...harmless] as const) : []),
      ...(dangerous.length > 0 && !row.pending ? (['line', ...dangerous] as const) : []),
    ];
  };
  void app.menu(anchor, row.name, items);
}
