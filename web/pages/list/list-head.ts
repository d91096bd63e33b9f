import { html, nothing, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ListColumn, ListSort } from './line';
import type { Selection } from './selection';

/** What the column titles show and do. */
export interface HeadOptions<Key extends string> {
  readonly columns: readonly ListColumn<Key>[];
  readonly sort: ListSort<Key>;
  readonly selection: Selection;
  /** The rows that "select all" means. */
  readonly ids: readonly string[];
  readonly onSort: (key: Key) => void;
}

function ariaSort<Key extends string>(
  column: ListColumn<Key>,
  sort: ListSort<Key>,
): 'ascending' | 'descending' | 'none' {
  if (column.sort !== sort.key) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

function head<Key extends string>(
  column: ListColumn<Key>,
  { sort, onSort }: HeadOptions<Key>,
): TemplateResult {
  const key = column.sort;
  const sorted = key === sort.key;
  return html`<div
    role="columnheader"
    class="dm-cell dm-c-${column.name} ${column.right ? 'dm-right' : ''}"
    aria-sort=${key === undefined ? nothing : ariaSort(column, sort)}
  >
    ${
      key === undefined
        ? column.label()
        : html`<button type="button" class="dm-bare dm-sort" @click=${() => onSort(key)}>
            ${column.label()}${sorted ? icon(sort.descending ? 'descending' : 'ascending') : nothing}
          </button>`
    }
  </div>`;
}

/** The titles of the columns, with sorting, and the box that selects everything. */
export function columnHeads<Key extends string>(options: HeadOptions<Key>): TemplateResult {
  const { columns, selection, ids } = options;
  const chosen = ids.filter((id) => selection.has(id)).length;
  return html`<div role="rowgroup" class="dm-heads">
    <div role="row" class="dm-line dm-heads-row" aria-rowindex="1">
      ${
        selection.enabled
          ? html`<div role="columnheader" class="dm-cell dm-c-check">
              <label
                ><input
                  type="checkbox"
                  aria-label=${_('Select all')}
                  .checked=${chosen > 0 && chosen === ids.length}
                  .indeterminate=${chosen > 0 && chosen < ids.length}
                  @change=${() => selection.toggleAll(ids)}
              /></label>
            </div>`
          : nothing
      }
      ${columns.map((column) => head(column, options))}
      <div role="columnheader" class="dm-cell dm-c-actions">
        <span class="dm-hidden">${_('Actions')}</span>
      </div>
    </div>
  </div>`;
}
