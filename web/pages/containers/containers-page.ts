import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { allows, type App } from '../../app/context';
import { Clock } from '../../elements/clock';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import type { ContainerRow } from '../../model/container-row';
import { Subscription } from '../../model/subscription';
import { Leaving } from '../list/leaving';
import { listFailed, nothingFits, skeleton } from '../list/list-states';
import type * as BulkBar from './bulk-bar';
import { hiddenColumns, type ColumnName } from './columns';
import './container-list';
import { filterCounts, inFilter, matches, type FilterName } from './filters';
import { listItems, type Item } from './items';
import { noContainers } from './no-containers';
import { comparison, type Sort, type SortKey } from './sorting';
import { toolbar } from './toolbar';
import { filterFrom, foldPreference, groupPreference, sortPreference, ViewState } from './view-state';

/** All containers of the engine, live. Search and filter are in the address. */
@customElement('dm-containers-page')
export class ContainersPage extends LightElement {
  @property({ attribute: false }) app!: App;
  @state() private hiddenNames: readonly ColumnName[] = hiddenColumns.read();
  @state() private grouped = groupPreference.read();
  @state() private folded: ReadonlySet<string> = new Set(foldPreference.read());
  @state() private sort: Sort = sortPreference.read();
  /** Loaded with the first selection. */
  @state() private bulk: typeof BulkBar | undefined;
  #view!: ViewState;
  readonly #rows = new Subscription(this, () => this.app.engine.containers);
  readonly #role = new Subscription(this, () => this.app.engine.role);
  readonly #results = new Subscription(this, () => this.app.results);
  readonly #place = new Subscription(this, () => this.app.host.place);
  readonly #selected = new Subscription(this, () => this.#view.selection);
  readonly #clock = new Clock(this, 10_000);
  readonly #leaving = new Leaving<ContainerRow>(() => this.requestUpdate());
  #chosen = '';

  override connectedCallback(): void {
    const memory = this.app.memory.get('containers');
    this.#view = memory instanceof ViewState ? memory : new ViewState();
    this.app.memory.set('containers', this.#view);
    // coming back to the list is looking at it anew
    this.#view.order.resort();
    super.connectedCallback();
    this.app.host.setTitle(_('Containers'));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.stop();
  }

  readonly #toggleStack = (stack: string): void => {
    const folded = new Set(this.folded);
    if (!folded.delete(stack)) folded.add(stack);
    this.folded = folded;
    foldPreference.write([...folded]);
  };

  readonly #sortBy = (key: SortKey): void => {
    // figures are wanted largest first; a third click goes back to "what is wrong first"
    const first = key === 'cpu' || key === 'memory';
    if (this.sort.key !== key) this.sort = { key, descending: first };
    else if (this.sort.descending === first) this.sort = { key, descending: !first };
    else this.sort = { key: 'attention', descending: false };
    if (key === 'attention') this.sort = { key, descending: false };
    sortPreference.write(this.sort);
    this.#view.order.resort();
  };

  #go(query: string, filter: FilterName): void {
    const search: Record<string, string> = {};
    if (query !== '') search['q'] = query;
    if (filter !== 'all') search['state'] = filter;
    this.app.host.navigate(['containers'], search, { replace: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#view.selection.enabled = allows(this.#role.value, 'operator');
    if (this.#rows.value?.phase === 'live')
      this.#view.selection.keep((id) => this.app.engine.containers.get(id)?.gone === undefined);
  }

  async #loadBulk(): Promise<void> {
    // after a failure the next selection asks again
    this.bulk ??= await import('./bulk-bar').catch(() => undefined);
  }

  #items(query: string, filter: FilterName): readonly Item[] {
    const rows = this.#rows.value?.rows ?? [];
    const latest = (id: string) => this.app.engine.statistics.latest(id).value;
    const chosen = `${filter}\n${query}`;
    if (chosen !== this.#chosen) {
      this.#chosen = chosen;
      this.#leaving.reset();
    }
    const ordered = this.#view.order.arrange(rows, () => comparison(rows, this.sort, this.grouped, latest));
    const kept = this.#leaving.keep(ordered, (row) => inFilter(row, filter) && matches(row, query));
    return listItems(kept.rows, {
      grouped: this.grouped,
      // a search opens every stack: what was found shows
      collapsed: query === '' ? this.folded : new Set(),
      failed: this.#results.value?.failed ?? new Map(),
      leaving: kept.leaving,
    });
  }

  #list(items: readonly Item[]): TemplateResult {
    const phase = this.#rows.value?.phase;
    const rows = this.#rows.value?.rows ?? [];
    if (rows.length === 0) {
      if (phase === 'failed')
        return listFailed(
          'container',
          _('The containers cannot be listed'),
          this.#rows.value?.failure,
          () => void this.app.engine.containers.refresh(),
        );
      return phase === 'loading' || phase === 'stale' || phase === undefined
        ? skeleton(_('Loading containers'))
        : noContainers();
    }
    if (items.length === 0) return nothingFits(_('No container fits'), () => this.#go('', 'all'));
    return html`<dm-container-list
      .app=${this.app}
      .items=${items}
      .hiddenNames=${this.hiddenNames}
      .selection=${this.#view.selection}
      .sort=${this.sort}
      .permits=${this.#role.value}
      .sortBy=${this.#sortBy}
      .toggleStack=${this.#toggleStack}
      .view=${this.#view}
      .now=${this.#clock.now}
      .stale=${phase === 'stale' || phase === 'failed'}
    ></dm-container-list>`;
  }

  #toolbar(query: string, filter: FilterName): TemplateResult {
    const rows = this.#rows.value?.rows ?? [];
    return toolbar({
      app: this.app,
      query,
      filter,
      counts: filterCounts(rows),
      grouped: this.grouped,
      stacks: rows.some((row) => row.stack !== undefined),
      hidden: this.hiddenNames,
      search: (text) => this.#go(text, filter),
      choose: (name) => this.#go(query, name),
      group: (on) => {
        this.grouped = on;
        groupPreference.write(on);
        this.#view.order.resort();
      },
      sort: this.sort,
      sortBy: this.#sortBy,
      hide: (names) => {
        this.hiddenNames = names;
        hiddenColumns.write(names);
      },
    });
  }

  protected override render(): TemplateResult {
    const place = this.#place.value;
    const query = place?.query.get('q') ?? '';
    const filter = filterFrom(place?.query.get('state') ?? null);
    const { rows = [], phase } = this.#rows.value ?? {};
    if (this.#selected.value?.size || this.#results.value?.bulk) void this.#loadBulk();
    const items = this.#items(query, filter);
    const shown = items.flatMap((item) => (item.kind === 'row' && !item.row.gone ? [item.key] : []));
    // nothing to search or to filter in an empty list; while it loads the bar keeps its place
    const bare = rows.length === 0 && (phase === 'live' || phase === 'failed');
    return html`${bare ? nothing : this.#toolbar(query, filter)}
    ${this.bulk?.bulkBar(this.app, this.#view.selection, rows, this.#role.value, shown) ?? nothing}
    ${this.bulk?.bulkResults(this.app, this.#results.value?.bulk) ?? nothing}
    ${
      phase === 'stale'
        ? html`<p class="dm-dim dm-stale-note" role="status">
            ${_('As of the last visit, not confirmed yet.')}
          </p>`
        : nothing
    }
    ${this.#list(items)}`;
  }
}
