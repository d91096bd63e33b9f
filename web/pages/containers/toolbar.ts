import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { count } from '../../elements/format';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ColumnName } from './columns';
import { searchBox } from '../list/search-box';
import type { FilterName } from './filters';
import { openMenu } from './open-menu';
import type { Sort, SortKey } from './sorting';

/** What the bar shows, and what its controls do. */
export interface ToolbarOptions {
  readonly app: App;
  readonly query: string;
  readonly filter: FilterName;
  readonly counts: Readonly<Record<FilterName, number>>;
  readonly grouped: boolean;
  readonly stacks: boolean;
  readonly hidden: readonly ColumnName[];
  readonly search: (query: string) => void;
  readonly choose: (filter: FilterName) => void;
  readonly group: (on: boolean) => void;
  readonly sort: Sort;
  readonly sortBy: (key: SortKey) => void;
  readonly hide: (columns: ColumnName[]) => void;
}

function filterLabel(name: FilterName): string {
  switch (name) {
    case 'all':
      return _('All');
    case 'running':
      return _('Running');
    case 'stopped':
      return _('Stopped');
    case 'paused':
      return _('Paused');
    case 'unhealthy':
      return _('Unhealthy');
    case 'trouble':
      return _('Failed');
  }
}

function chip(name: FilterName, { filter, counts, choose }: ToolbarOptions): TemplateResult | typeof nothing {
  const wrong = name === 'unhealthy' || name === 'trouble';
  // a filter for nothing is noise, unless it is the one that is on
  if (counts[name] === 0 && filter !== name && (wrong || name === 'paused')) return nothing;
  return html`<button
    type="button"
    class="dm-bare dm-chip ${wrong && counts[name] > 0 ? 'dm-bad' : ''}"
    aria-pressed=${filter === name ? 'true' : 'false'}
    @click=${() => choose(filter === name ? 'all' : name)}
  >
    ${wrong ? icon('warning') : nothing}<span>${filterLabel(name)}</span>
    ${counts.all === 0 ? nothing : html`<b>${count(counts[name])}</b>`}
  </button>`;
}

/** Search, filters with their counts, grouping and the choice of columns. */
export function toolbar(options: ToolbarOptions): TemplateResult {
  const { app, query, grouped, stacks } = options;
  return html`<div class="dm-bar" role="search">
    ${searchBox(_('Search containers'), query, options.search)}
    <div class="dm-chips" role="group" aria-label=${_('Filter')}>
      ${chip('unhealthy', options)}${chip('trouble', options)}${chip('running', options)}${chip(
        'stopped',
        options,
      )}${chip('paused', options)}
    </div>
    <span class="dm-space"></span>
    ${
      stacks
        ? html`<button
            type="button"
            class="dm-bare"
            aria-pressed=${grouped ? 'true' : 'false'}
            aria-label=${_('Stacks')}
            @click=${() => options.group(!grouped)}
          >
            ${icon('stack')}<span class="dm-long">${_('Stacks')}</span>
          </button>`
        : nothing
    }
    <button
      type="button"
      class="dm-bare dm-phone"
      aria-haspopup="menu"
      aria-expanded="false"
      aria-label=${_('Sort')}
      title=${_('Sort')}
      @click=${openMenu(app, (menus, anchor) => menus.sortMenu(app, anchor, options.sort, options.sortBy))}
    >
      ${icon('sort')}
    </button>
    <button
      type="button"
      class="dm-bare dm-columns"
      aria-haspopup="menu"
      aria-expanded="false"
      @click=${openMenu(app, (menus, anchor) => menus.columnMenu(app, anchor, options.hidden, options.hide))}
    >
      ${icon('columns')}<span>${_('Columns')}</span>
    </button>
  </div>`;
}
