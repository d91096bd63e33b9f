import * as v from 'valibot';
import { preference } from '../../app/preferences';
import { _ } from '../../host/translate';
import type { ListColumn } from '../list/line';
import type { SortKey } from './sorting';

/** A column's name, in storage and in the class of its cells. */
export type ColumnName = 'state' | 'name' | 'image' | 'ports' | 'networks' | 'cpu' | 'memory' | 'since';

/** A column of the list. */
export interface Column extends ListColumn<SortKey> {
  readonly name: ColumnName;
  /** It cannot be hidden. */
  readonly fixed?: boolean;
  /** The list's width in px below which it is left out. */
  readonly above?: number;
}

/** The columns in their order. */
export const columns: readonly Column[] = [
  { name: 'state', label: () => _('State'), track: 'minmax(120px, 192px)', sort: 'state', fixed: true },
  { name: 'name', label: () => _('Name'), track: 'minmax(100px, 1.3fr)', sort: 'name', fixed: true },
  { name: 'image', label: () => _('Image'), track: 'minmax(100px, 1.4fr)', sort: 'image', above: 840 },
  { name: 'ports', label: () => _('Ports'), track: 'minmax(84px, .9fr)' },
  { name: 'networks', label: () => _('Networks'), track: 'minmax(120px, 1fr)', above: 980 },
  { name: 'cpu', label: () => _('CPU'), track: '120px', sort: 'cpu', right: true },
  { name: 'memory', label: () => _('Memory'), track: '78px', sort: 'memory', right: true },
  { name: 'since', label: () => _('Up'), track: '62px', sort: 'since', right: true, above: 740 },
];

const names = v.picklist(['state', 'name', 'image', 'ports', 'networks', 'cpu', 'memory', 'since']);

/** The columns that the user has hidden; networks at first. */
export const hiddenColumns = preference<ColumnName[]>('columns', v.array(names), ['networks']);

/** The columns that show in a list of that width. */
export function shownColumns(hidden: readonly ColumnName[], width: number): readonly Column[] {
  return columns.filter(
    (column) => (column.fixed || !hidden.includes(column.name)) && width >= (column.above ?? 0),
  );
}
