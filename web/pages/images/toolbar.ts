import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { count } from '../../elements/format';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ListSort } from '../list/line';
import { searchBox } from '../list/search-box';
import { shownColumns } from './columns';
import type { FilterName } from './filters';
import type { SortKey } from './sorting';

/** What the bar shows, and what its controls do. */
export interface ToolbarOptions {
  readonly app: App;
  readonly query: string;
  readonly filter: FilterName;
  readonly counts: Readonly<Record<FilterName, number>>;
  readonly sort: ListSort<SortKey>;
  /** Actions are offered. */
  readonly acts: boolean;
  readonly search: (query: string) => void;
  readonly choose: (filter: FilterName) => void;
  readonly sortBy: (key: SortKey) => void;
}

function filterLabel(name: FilterName): string {
  switch (name) {
    case 'all':
      return _('All');
    case 'used':
      return _('In use');
    case 'unused':
      return _('Unused');
    case 'dangling':
      return _('Dangling');
  }
}

function chip(name: FilterName, { filter, counts, choose }: ToolbarOptions): TemplateResult | typeof nothing {
  if (name === 'dangling' && counts.dangling === 0 && filter !== name) return nothing;
  return html`<button
    type="button"
    class="dm-bare dm-chip"
    aria-pressed=${filter === name ? 'true' : 'false'}
    @click=${() => choose(filter === name ? 'all' : name)}
  >
    <span>${filterLabel(name)}</span>${counts.all === 0 ? nothing : html`<b>${count(counts[name])}</b>`}
  </button>`;
}

/** Sorting for cards, which have no column titles. */
function sortMenu({ app, sort, sortBy }: ToolbarOptions, anchor: HTMLElement): void {
  void app.menu(anchor, _('Sort'), () =>
    shownColumns(Infinity).flatMap(({ sort: key, label }) =>
      key === undefined
        ? []
        : [{ label: label(), icon: sort.key === key ? 'check' : 'sort', run: () => sortBy(key) }],
    ),
  );
}

/** What is not done to one image: builds, files, cleaning up, registries. */
function moreMenu({ app }: ToolbarOptions, anchor: HTMLElement): void {
  const go = (form: string) => () => app.host.navigate(['images', form]);
  void app.menu(anchor, _('More'), () => [
    { label: _('Build'), icon: 'stack', run: go('build') },
    { label: _('Load or import a file'), icon: 'up', run: go('load') },
    { label: _('Registries'), icon: 'engine', run: go('registries') },
    'line',
    { label: _('Remove unused images'), icon: 'remove', danger: true, run: go('prune') },
  ]);
}

/** Search, filters with their counts, and what can be done beside the rows. */
export function toolbar(options: ToolbarOptions): TemplateResult {
  const { app, query, acts } = options;
  return html`<div class="dm-bar" role="search">
    ${searchBox(_('Search images'), query, options.search)}
    <div class="dm-chips" role="group" aria-label=${_('Filter')}>
      ${chip('used', options)}${chip('unused', options)}${chip('dangling', options)}
    </div>
    <span class="dm-space"></span>
    <button
      type="button"
      class="dm-bare dm-phone"
      aria-haspopup="menu"
      aria-expanded="false"
      aria-label=${_('Sort')}
      title=${_('Sort')}
      @click=${(event: Event) => sortMenu(options, event.currentTarget as HTMLElement)}
    >
      ${icon('sort')}
    </button>
    ${
      acts
        ? html`<a class="btn cbi-button cbi-button-action" href=${app.host.href(['images', 'pull'])}
              >${icon('download')}<span>${_('Pull')}</span></a
            >
            <button
              type="button"
              class="dm-bare"
              aria-haspopup="menu"
              aria-expanded="false"
              aria-label=${_('More')}
              title=${_('More')}
              @click=${(event: Event) => moreMenu(options, event.currentTarget as HTMLElement)}
            >
              ${icon('more')}
            </button>`
        : nothing
    }
  </div>`;
}
