import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { allows, type App } from '../../app/context';
import { Clock } from '../../elements/clock';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ImageRow } from '../../model/image-row';
import { Subscription } from '../../model/subscription';
import { chosenBar } from '../list/chosen-bar';
import { Leaving } from '../list/leaving';
import { rowLines, type ListSort } from '../list/line';
import { listFailed, nothingFits, skeleton } from '../list/list-states';
import { resultsOfMany } from '../list/results-of-many';
import { filterCounts, filterFrom, inFilter, matches, type FilterName } from './filters';
import './image-list';
import type { ImageItem } from './image-list';
import './image-work';
import { askRemove } from './remove-dialog';
import { saveImages } from './save';
import { comparison, nextSort, type SortKey } from './sorting';
import { toolbar } from './toolbar';
import { usersOf, usesOf, type Uses } from './uses';
import { imagesView, sortPreference, type ImagesView } from './view-state';

/** All images of the engine, live. Search and filter are in the address. */
@customElement('dm-images-page')
export class ImagesPage extends LightElement {
  @property({ attribute: false }) app!: App;
  @state() private sort: ListSort<SortKey> = sortPreference.read();
  #view!: ImagesView;
  readonly #rows = new Subscription(this, () => this.app.engine.images);
  readonly #containers = new Subscription(this, () => this.app.engine.containers);
  readonly #role = new Subscription(this, () => this.app.engine.role);
  readonly #place = new Subscription(this, () => this.app.host.place);
  readonly #selected = new Subscription(this, () => this.#view.selection);
  readonly #results = new Subscription(this, () => this.#view.results);
  readonly #clock = new Clock(this, 60_000);
  readonly #leaving = new Leaving<ImageRow>(() => this.requestUpdate());
  #chosen = '';

  override connectedCallback(): void {
    this.#view = imagesView(this.app);
    // coming back to the list is looking at it anew
    this.#view.order.resort();
    super.connectedCallback();
    this.app.host.setTitle(_('Images'));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.stop();
  }

  readonly #sortBy = (key: SortKey): void => {
    this.sort = nextSort(this.sort, key);
    sortPreference.write(this.sort);
    this.#view.order.resort();
  };

  #go(query: string, filter: FilterName): void {
    const search: Record<string, string> = {};
    if (query !== '') search['q'] = query;
    if (filter !== 'all') search['show'] = filter;
    this.app.host.navigate(['images'], search, { replace: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { selection } = this.#view;
    selection.enabled = allows(this.#role.value, 'admin');
    const { phase, rows = [] } = this.#rows.value ?? {};
    if (phase === 'live') selection.keep((id) => rows.some((row) => row.id === id && !row.gone));
  }

  #items(query: string, filter: FilterName, uses: Uses): readonly ImageItem[] {
    const rows = this.#rows.value?.rows ?? [];
    const chosen = `${filter}\n${query}`;
    if (chosen !== this.#chosen) {
      this.#chosen = chosen;
      this.#leaving.reset();
    }
    const ordered = this.#view.order.arrange(rows, () => comparison(this.sort, uses));
    const kept = this.#leaving.keep(
      ordered,
      (row) => inFilter(row, filter, uses) && matches(row, query, uses),
    );
    const failed = this.#results.value?.failed ?? new Map();
    return kept.rows.flatMap((row) => rowLines(row, failed, kept.leaving));
  }

  #list(items: readonly ImageItem[], uses: Uses): TemplateResult {
    const { phase, rows = [], failure } = this.#rows.value ?? {};
    if (rows.length === 0) {
      if (phase === 'failed')
        return listFailed('stack', _('The images cannot be listed'), failure, () => void this.#refresh());
      return phase === 'loading' || phase === 'stale' || phase === undefined
        ? skeleton(_('Loading images'))
        : this.#none();
    }
    if (items.length === 0) return nothingFits(_('No image fits'), () => this.#go('', 'all'));
    return html`<dm-image-list
      .app=${this.app}
      .items=${items}
      .uses=${uses}
      .selection=${this.#view.selection}
      .sort=${this.sort}
      .permits=${this.#role.value}
      .sortBy=${this.#sortBy}
      .view=${this.#view}
      .now=${this.#clock.now}
      .stale=${phase === 'stale' || phase === 'failed'}
    ></dm-image-list>`;
  }

  #none(): TemplateResult {
    const { host } = this.app;
    return html`<div class="dm-empty">
      ${icon('stack')}
      <h3>${_('No images yet')}</h3>
      <p>${_('An image is what containers are made of. It comes from a registry, a file, or a build.')}</p>
      ${
        allows(this.#role.value, 'admin')
          ? html`<a class="btn cbi-button cbi-button-action" href=${host.href(['images', 'pull'])}
              >${icon('download')}<span>${_('Pull')}</span></a
            >`
          : nothing
      }
    </div>`;
  }

  async #refresh(): Promise<void> {
    await (await this.app.engine.images.source()).refresh();
  }

  #chosenBar(rows: readonly ImageRow[], uses: Uses, ids: readonly string[]): TemplateResult | typeof nothing {
    const { app } = this;
    const chosen = rows.filter((row) => this.#view.selection.has(row.id) && !row.gone);
    const remove = () =>
      askRemove(
        app,
        chosen.map((row) => ({ row, users: usersOf(uses, row) })),
      );
    return chosenBar(
      _('Selected images'),
      chosen.length,
      [
        { label: _('Save'), icon: 'download', run: () => void saveImages(app, chosen) },
        { label: _('Remove'), icon: 'remove', danger: true, run: () => void remove() },
      ],
      this.#view.selection,
      ids,
    );
  }

  protected override render(): TemplateResult {
    const place = this.#place.value;
    const query = place?.query.get('q') ?? '';
    const filter = filterFrom(place?.query.get('show') ?? null);
    const { rows = [], phase } = this.#rows.value ?? {};
    const uses = usesOf(this.#containers.value?.rows ?? []);
    const items = this.#items(query, filter, uses);
    const shown = items.flatMap((item) => (item.kind === 'row' && !item.row.gone ? [item.key] : []));
    void this.#selected.value;
    const bulk = this.#results.value?.bulk;
    return html`${toolbar({
        app: this.app,
        query,
        filter,
        counts: filterCounts(rows, uses),
        sort: this.sort,
        acts: allows(this.#role.value, 'admin'),
        search: (text) => this.#go(text, filter),
        choose: (name) => this.#go(query, name),
        sortBy: this.#sortBy,
      })}
      <dm-image-work .app=${this.app}></dm-image-work>
      ${this.#chosenBar(rows, uses, shown)}
      ${bulk ? resultsOfMany(_('Remove'), bulk, () => this.#view.results.dismissBulk()) : nothing}
      ${
        phase === 'stale'
          ? html`<p class="dm-dim dm-stale-note" role="status">
              ${_('As of the last visit, not confirmed yet.')}
            </p>`
          : nothing
      }
      ${this.#list(items, uses)}`;
  }
}
