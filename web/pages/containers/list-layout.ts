import type { ContainerRow } from '../../model/container-row';
import type { Item } from './items';

/** Heights in px. */
export interface Heights {
  readonly row: number;
  readonly group: number;
  readonly result: number;
}

const table: Heights = { row: 41, group: 41, result: 46 };
const touchTable: Heights = { row: 48, group: 48, result: 52 };
/** A card of a running container without ports: name, image, figures with the actions. */
const cards: Heights = { row: 113, group: 48, result: 64 };
/** A line of ports in a card. */
const portsLine = 26;
/** What a card without figures is lower: its actions stand beside the image. */
const figuresLine = 22;

/** Cards instead of lines below this width of the list: the columns that always show fit in it (the style sheet has the same number). */
export const cardsBelow = 670;

/** The heights that fit the list's width and the pointer. */
export function heightsFor(width: number, coarse: boolean): Heights {
  if (width < cardsBelow) return cards;
  return coarse ? touchTable : table;
}

/** Whether a container uses anything that can be shown. */
export function hasFigures({ state }: ContainerRow): boolean {
  return state === 'running';
}

/** Height of one line of the list; a card is as high as what it has to say. */
export function heightOf(item: Item, heights: Heights): number {
  if (item.kind !== 'row' || heights !== cards) return heights[item.kind];
  const ports = item.row.ports.some((port) => port.hostPort) ? portsLine : 0;
  return heights.row + ports - (hasFigures(item.row) ? 0 : figuresLine);
}
