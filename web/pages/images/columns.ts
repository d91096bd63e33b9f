import { _ } from '../../host/translate';
import type { ListColumn } from '../list/line';
import type { SortKey } from './sorting';

/** A column of the list of images. */
export interface Column extends ListColumn<SortKey> {
  readonly name: 'name' | 'id' | 'used' | 'created' | 'size';
  /** The list's width in px below which it is left out. */
  readonly above?: number;
}

const columns: readonly Column[] = [
  { name: 'name', label: () => _('Image'), track: 'minmax(180px, 2fr)', sort: 'name' },
  { name: 'id', label: () => _('Id'), track: '118px', above: 860 },
  { name: 'used', label: () => _('Used by'), track: 'minmax(120px, 1.3fr)', sort: 'used' },
  { name: 'created', label: () => _('Age'), track: '70px', sort: 'created', right: true },
  { name: 'size', label: () => _('Size'), track: '86px', sort: 'size', right: true },
];

/** The columns that show in a list of that width. */
export function shownColumns(width: number): readonly Column[] {
  return columns.filter(({ above = 0 }) => width >= above);
}
