import type { Item } from './items';

/** A stack's sum needs the figures of all its containers; larger stacks go without one. */
const mostOfGroup = 24;

/** The containers whose figures the lines in view show: their own, and those of small stacks' headings. */
export function shownIds(items: readonly Item[]): string[] {
  const ids = new Set<string>();
  for (const item of items) {
    if (item.kind === 'row' && item.row.state === 'running' && !item.row.gone) ids.add(item.row.id);
    if (item.kind === 'group' && item.rows.length <= mostOfGroup)
      for (const row of item.rows) if (row.state === 'running' && !row.gone) ids.add(row.id);
  }
  return [...ids];
}
