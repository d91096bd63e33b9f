import { inTrouble } from '../../elements/container-state';
import type { ContainerRow } from '../../model/container-row';
import type { Sample } from '../../model/statistics';

/** What the list is sorted by; `attention`: what is wrong first. */
export type SortKey = 'attention' | 'name' | 'state' | 'image' | 'cpu' | 'memory' | 'since';

/** `attention`: what is wrong first, then by name. */
export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

/** Orders two rows as `Array.sort` takes it. */
export type Compare = (a: ContainerRow, b: ContainerRow) => number;

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const stateRank = ['running', 'paused', 'restarting', 'removing', 'created', 'exited', 'dead', 'unknown'];

function figure(sample: Sample | undefined, key: 'cpu' | 'memory'): number {
  return sample?.[key] ?? -1;
}

function within({ key, descending }: Sort, latest: (id: string) => Sample | undefined): Compare {
  const byName: Compare = (a, b) => words.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
  const compare: Record<SortKey, Compare> = {
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
): Compare {
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

/**
 * Keeps rows where they are while the list is looked at: a row whose figures change stays, a new one is put where it
 * belongs among the others. `resort()` orders all anew with the next `arrange`.
 */
export class StableOrder {
  #place = new Map<string, number>();
  /** The rows as they were when they got their place: what changed since must not push new ones about. */
  #placed = new Map<string, ContainerRow>();
  #compare: Compare | undefined;

  resort(): void {
    this.#compare = undefined;
  }

  /** The rows in order. `compare` is asked for once per sorting. */
  arrange(rows: readonly ContainerRow[], compare: () => Compare): readonly ContainerRow[] {
    let ordered: ContainerRow[];
    if (this.#compare === undefined || this.#place.size === 0) {
      this.#compare = compare();
      ordered = [...rows].sort(this.#compare);
      this.#placed = new Map(ordered.map((row) => [row.id, row]));
    } else {
      const place = this.#place;
      const known = rows.filter((row) => place.has(row.id));
      ordered = known.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
      for (const row of rows) if (!place.has(row.id)) this.#insert(ordered, row, this.#compare);
      const placed = this.#placed;
      this.#placed = new Map(ordered.map((row) => [row.id, placed.get(row.id) ?? row]));
    }
    this.#place = new Map(ordered.map((row, index) => [row.id, index]));
    return ordered;
  }

  #insert(ordered: ContainerRow[], row: ContainerRow, compare: Compare): void {
    const stack = row.stack ?? '';
    const before = (other: ContainerRow) => compare(row, this.#placed.get(other.id) ?? other) < 0;
    // among its own stack where that is here already: others may have moved out of order since
    const own = ordered.findIndex((other) => (other.stack ?? '') === stack && before(other));
    const last = ordered.findLastIndex((other) => (other.stack ?? '') === stack);
    const anywhere = ordered.findIndex(before);
    const at = own >= 0 ? own : last >= 0 ? last + 1 : anywhere;
    ordered.splice(at < 0 ? ordered.length : at, 0, row);
  }
}
