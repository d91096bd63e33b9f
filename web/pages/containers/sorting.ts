import { inTrouble } from '../../elements/container-state';
import type { ContainerRow } from '../../model/container-row';
import type { Sample } from '../../model/statistics';
import type { ListSort } from '../list/line';
import type { Compare } from '../list/stable-order';

/** What the list is sorted by; `attention`: what is wrong first. */
export type SortKey = 'attention' | 'name' | 'state' | 'image' | 'cpu' | 'memory' | 'since';

/** `attention`: what is wrong first, then by name. */
export type Sort = ListSort<SortKey>;

type CompareRows = Compare<ContainerRow>;

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const stateRank = ['running', 'paused', 'restarting', 'removing', 'created', 'exited', 'dead', 'unknown'];

function figure(sample: Sample | undefined, key: 'cpu' | 'memory'): number {
  return sample?.[key] ?? -1;
}

function within({ key, descending }: Sort, latest: (id: string) => Sample | undefined): CompareRows {
  const byName: CompareRows = (a, b) => words.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
  const compare: Record<SortKey, CompareRows> = {
    attention: (a, b) => Number(inTrouble(b)) - Number(inTrouble(a)),
    name: () => 0,
    state: (a, b) => stateRank.indexOf(a.state) - stateRank.indexOf(b.state),
    image: (a, b) => words.compare(a.image, b.image),
    cpu: (a, b) => figure(latest(a.id), 'cpu') - figure(latest(b.id), 'cpu'),
    memory: (a, b) => figure(latest(a.id), 'memory') - figure(latest(b.id), 'memory'),
    // the greater its start, the shorter it is up
    since: (a, b) => (b.since ?? 0) - (a.since ?? 0),
  };
  const sign = descending ? -1 : 1;
  const own = compare[key];
  if (key === 'name') return (a, b) => sign * byName(a, b);
  return (a, b) => sign * own(a, b) || byName(a, b);
}

/**
 * How rows are ordered. With `grouped`, rows of a stack stay together: stacks by name (with `attention`, the ones that hold
 * something wrong first), rows without a stack last in any case.
 */
export function comparison(
  rows: readonly ContainerRow[],
  sort: Sort,
  grouped: boolean,
  latest: (id: string) => Sample | undefined,
): CompareRows {
  const inner = within(sort, latest);
  if (!grouped) return inner;
  const troubled = new Set<string>();
  if (sort.key === 'attention') for (const row of rows) if (inTrouble(row)) troubled.add(row.stack ?? '');
  return (a, b) => {
    const [left, right] = [a.stack ?? '', b.stack ?? ''];
    if (left === right) return inner(a, b);
    if (left === '' || right === '') return left === '' ? 1 : -1;
    const trouble = Number(troubled.has(right)) - Number(troubled.has(left));
    return trouble || words.compare(left, right) || (left < right ? -1 : 1);
  };
}
