import { inTrouble } from '../../elements/container-state';
import type { ActionResult } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';

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

/** A container. */
export interface RowItem {
  readonly kind: 'row';
  readonly key: string;
  readonly row: ContainerRow;
  /** Stays for a moment though it does not fit the filter any more. */
  readonly leaving: boolean;
}

/** Why an action on the row above failed. */
export interface ResultItem {
  readonly kind: 'result';
  readonly key: string;
  readonly result: ActionResult;
}

/** One line of the list. */
export type Item = GroupItem | RowItem | ResultItem;

/** What decides which items there are. */
export interface ItemOptions {
  readonly grouped: boolean;
  readonly collapsed: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, ActionResult>;
  readonly leaving: ReadonlySet<string>;
}

function lines(row: ContainerRow, { failed, leaving }: ItemOptions): Item[] {
  const result = failed.get(row.id);
  const line: Item = { kind: 'row', key: row.id, row, leaving: leaving.has(row.id) };
  return result ? [line, { kind: 'result', key: `result:${row.id}`, result }] : [line];
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
