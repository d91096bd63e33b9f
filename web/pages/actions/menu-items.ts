import type { MenuItem } from '../../elements/menu';
import type { ActionName } from '../../model/actions';
import type { Offer } from './offered';

/** Offers as entries of a menu, which call `run`; destructive ones last, behind a line. */
export function menuItems(offers: readonly Offer[], run: (action: ActionName) => void): readonly MenuItem[] {
  const entries = offers.map(({ label, icon, danger = false, action }) => ({
    label,
    icon,
    danger,
    run: () => run(action),
  }));
  const harmless = entries.filter((one) => !one.danger);
  const dangerous = entries.filter((one) => one.danger);
  const line = harmless.length > 0 && dangerous.length > 0 ? (['line'] as const) : [];
  return [...harmless, ...line, ...dangerous];
}
