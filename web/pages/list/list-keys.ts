import type { ListLine } from './line';
import type { Selection } from './selection';

interface KeyTarget {
  readonly currentKey: string;
  focusItem(index: number): Promise<void>;
}

/** The next line in a direction that can be focused; messages are passed over. */
function next(items: readonly ListLine[], from: number, step: 1 | -1): number {
  let index = from + step;
  while (items[index]?.kind === 'result') index += step;
  return items[index] ? index : from;
}

function fold(line: HTMLElement, open: boolean): boolean {
  const button = line.querySelector<HTMLElement>('.dm-fold');
  if (!button || (button.getAttribute('aria-expanded') === 'true') === open) return false;
  button.click();
  return true;
}

/**
 * Keys on a line of the list: arrows, Page, Home and End move; Enter opens, Space selects, left and right fold a stack,
 * Shift+F10 and the menu key open the menu.
 */
export function listKey(
  list: KeyTarget,
  items: readonly ListLine[],
  event: KeyboardEvent,
  selection: Selection,
  rowIds: readonly string[],
): void {
  const line = event.target as HTMLElement;
  if (line.dataset['key'] === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = items.findIndex((item) => item.key === line.dataset['key']);
  const item = items[at];
  if (!item) return;
  const page = 10;
  const to = {
    ArrowDown: next(items, at, 1),
    ArrowUp: next(items, at, -1),
    PageDown: next(items, Math.min(items.length - 1, at + page) - 1, 1),
    PageUp: next(items, Math.max(0, at - page) + 1, -1),
    Home: next(items, -1, 1),
    End: next(items, items.length, -1),
  }[event.key];
  const menu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
  let taken = true;
  if (to !== undefined) void list.focusItem(to);
  else if (event.key === 'Enter') line.querySelector<HTMLElement>('.dm-name, .dm-fold')?.click();
  else if (event.key === ' ' && item.kind === 'row') selection.click(item.row.id, event.shiftKey, rowIds);
  else if (menu) line.querySelector<HTMLElement>('[aria-haspopup=menu]')?.click();
  else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
    taken = fold(line, event.key === 'ArrowRight');
  else taken = false;
  if (taken) event.preventDefault();
}
