import { loadLate } from '../../app/load-late';
import type { App } from '../../app/context';
import type * as ListMenus from './list-menus';

/** The listener of a button that opens one of the list's menus beside itself; their code is loaded with the first. */
export function openMenu(
  app: App,
  show: (menus: typeof ListMenus, anchor: HTMLElement) => void,
): (event: Event) => Promise<void> {
  return async ({ currentTarget }) => {
    const menus = await loadLate(app.notes, () => import('./list-menus'));
    if (menus) show(menus, currentTarget as HTMLElement);
  };
}
