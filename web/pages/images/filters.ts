import type { ImageRow } from '../../model/image-row';
import { usersOf, type Uses } from './uses';

/** What the chips above the list choose. `dangling`: without a name, and no container uses it. */
export type FilterName = 'all' | 'used' | 'unused' | 'dangling';

/** The filters, in the words of the address. */
export const filterNames: readonly FilterName[] = ['all', 'used', 'unused', 'dangling'];

/** The filter that the address names; a word that is none means all. */
export function filterFrom(text: string | null): FilterName {
  return filterNames.find((name) => name === text) ?? 'all';
}

/** Whether a row belongs to a filter. */
export function inFilter(row: ImageRow, filter: FilterName, uses: Uses): boolean {
  const used = usersOf(uses, row).length > 0;
  switch (filter) {
    case 'all':
      return true;
    case 'used':
      return used;
    case 'unused':
      return !used;
    case 'dangling':
      return !used && row.tags.length === 0;
  }
}

/** How many rows each filter has, removed ones left out. */
export function filterCounts(rows: readonly ImageRow[], uses: Uses): Record<FilterName, number> {
  const counts = { all: 0, used: 0, unused: 0, dangling: 0 };
  for (const row of rows)
    for (const name of filterNames) if (!row.gone && inFilter(row, name, uses)) counts[name]++;
  return counts;
}

/** A text search: each word must stand somewhere in a name, a digest, the id or the name of a container that uses it. */
export function matches(row: ImageRow, query: string, uses: Uses): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const users = usersOf(uses, row).map(({ name }) => name);
  const text = [row.id, ...row.tags, ...row.digests, ...users].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
