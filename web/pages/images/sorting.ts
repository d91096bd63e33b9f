import { imageName, type ImageRow } from '../../model/image-row';
import type { ListSort } from '../list/line';
import type { Compare } from '../list/stable-order';
import { usersOf, type Uses } from './uses';

/** What the list is sorted by. */
export type SortKey = 'name' | 'used' | 'created' | 'size';

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** How rows are ordered; what has no name stands behind what has one. */
export function comparison({ key, descending }: ListSort<SortKey>, uses: Uses): Compare<ImageRow> {
  const byName: Compare<ImageRow> = (a, b) =>
    Number(a.tags.length === 0) - Number(b.tags.length === 0) ||
    words.compare(imageName(a), imageName(b)) ||
    (a.id < b.id ? -1 : 1);
  const own: Record<SortKey, Compare<ImageRow>> = {
    name: byName,
    used: (a, b) => usersOf(uses, a).length - usersOf(uses, b).length,
    created: (a, b) => a.created - b.created,
    size: (a, b) => a.size - b.size,
  };
  const sign = descending ? -1 : 1;
  return (a, b) => sign * own[key](a, b) || byName(a, b);
}

/** The order after a click on a title: figures are wanted largest, newest or most used first; the third click is by name. */
export function nextSort(sort: ListSort<SortKey>, key: SortKey): ListSort<SortKey> {
  const first = key !== 'name';
  if (sort.key !== key) return { key, descending: first };
  if (sort.descending === first) return { key, descending: !first };
  return { key: 'name', descending: false };
}
