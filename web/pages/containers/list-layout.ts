import type { Column } from './columns';
import type { Item } from './items';

/** Heights in px; the style sheet takes them from the list's variables, so that they are said once. */
export interface Heights {
  readonly row: number;
  readonly group: number;
  readonly result: number;
}

const table: Heights = { row: 41, group: 41, result: 46 };
const touchTable: Heights = { row: 48, group: 48, result: 52 };
const cards: Heights = { row: 144, group: 48, result: 64 };

/** Cards instead of lines below this width of the list. */
export const cardsBelow = 600;

/** The heights that fit the list's width and the pointer. */
export function heightsFor(width: number, coarse: boolean): Heights {
  if (width < cardsBelow) return cards;
  return coarse ? touchTable : table;
}

/** Height of one line of the list. */
export function heightOf(item: Item, heights: Heights): number {
  return heights[item.kind];
}

/** The grid's columns: the checkbox, the shown ones, the actions. */
export function gridTracks(columns: readonly Column[], selectable: boolean, coarse: boolean): string {
  const actions = coarse ? '132px' : '102px';
  return [selectable ? '34px' : '8px', ...columns.map((column) => column.track), actions].join(' ');
}
