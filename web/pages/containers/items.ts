import { inTrouble } from '../../elements/container-state';
import type { ContainerRow } from '../../model/container-row';
import { rowLines, type ResultLine, type RowLine, type RowResult } from '../list/line';

/** The heading of a stack. */
export interface GroupItem {
  readonly kind: 'group';
  readonly key: string;
  /** Empty: the containers of no stack. */
  readonly stack: string;
  readonly rows: readonly ContainerRow[];
  readonly collapsed: boolean;
  readonly troubled: number;
}

/** One line of the list. */
export type Item = GroupItem | RowLine<ContainerRow> | ResultLine;

/** What decides which items there are. */
export interface ItemOptions {
  readonly grouped: boolean;
  readonly collapsed: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, RowResult>;
  readonly leaving: ReadonlySet<string>;
}

function lines(row: ContainerRow, { failed, leaving }: ItemOptions): Item[] {
  return rowLines(row, failed, leaving);
}

/** The list's lines from its ordered rows: a heading above each stack, unless no row has one. */
export function listItems(rows: readonly ContainerRow[], options: ItemOptions): Item[] {
  if (!options.grouped || !rows.some((row) => row.stack !== undefined))
    return rows.flatMap((row) => lines(row, options));
  const groups = new Map<string, ContainerRow[]>();
  for (const row of rows) {
    const stack = row.stack ?? '';
    const group = groups.get(stack);
    if (group) group.push(row);
    else groups.set(stack, [row]);
  }
  const items: Item[] = [];
  for (const [stack, members] of groups) {
    const collapsed = options.collapsed.has(stack);
    const troubled = members.filter(inTrouble).length;
    items.push({ kind: 'group', key: `stack:${stack}`, stack, rows: members, collapsed, troubled });
    if (!collapsed) items.push(...members.flatMap((row) => lines(row, options)));
  }
  return items;
}
