import { html, nothing, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { Column } from './columns';
import type { Selection } from './selection';
import type { Sort, SortKey } from './sorting';

/** What the column titles show and do. */
export interface HeadOptions {
  readonly columns: readonly Column[];
  readonly sort: Sort;
  readonly selection: Selection;
  /** The rows that "select all" means. */
  readonly ids: readonly string[];
  readonly onSort: (key: SortKey) => void;
}

function ariaSort(column: Column, sort: Sort): 'ascending' | 'descending' | 'none' {
  if (column.sort !== sort.key) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

function head(column: Column, { sort, onSort }: HeadOptions): TemplateResult {
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
export function columnHeads(options: HeadOptions): TemplateResult {
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
