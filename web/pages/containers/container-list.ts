import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import { LineList, type LinePlace } from '../list/line-list';
import { resultRow } from '../list/result-row';
import { shownColumns, type Column, type ColumnName } from './columns';
import './container-row';
import { groupRow } from './group-row';
import type { Item } from './items';
import { cardsBelow, hasFigures, heightOf, heightsFor } from './list-layout';
import type { SortKey } from './sorting';
import { shownIds } from './visible-statistics';

/** The containers as a grid of lines, or as cards where it is narrow. */
@customElement('dm-container-list')
export class ContainerList extends LineList<Item, SortKey> {
  @property({ attribute: false }) hiddenNames: readonly ColumnName[] = [];
  @property({ attribute: false }) toggleStack!: (stack: string) => void;
  #watch: ReturnType<App['engine']['statistics']['watch']> | undefined;
  #columns: readonly Column[] = [];

  protected get label(): string {
    return _('Containers');
  }

  protected readonly actions = 3;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#showStatistics);
    if (this.app) this.#watch = this.app.engine.statistics.watch([]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#showStatistics);
    this.#watch?.release();
    this.#watch = undefined;
  }

  #showStatistics = (): void => {
    // with both columns hidden nobody wants figures
    const wanted = ['cpu', 'memory'].some((name) => !this.hiddenNames.includes(name as ColumnName));
    this.#watch?.show(document.hidden || this.stale || !wanted ? [] : shownIds(this.inView()));
  };

  protected override showed(): void {
    this.#showStatistics();
  }

  /** What comes next is most likely the menu, the page, or a choice of these containers: their code is fetched. */
  protected override near(): void {
    void Promise.all([
      import('../../elements/menu'),
      import('../container/container-page'),
      import('./bulk-bar'),
      import('./list-menus'),
      // for when the network is gone
      import('../../app/connection-banner'),
    ]).catch(() => undefined);
  }

  protected get cards(): boolean {
    return this.width < cardsBelow;
  }

  protected heights(): readonly number[] {
    const heights = heightsFor(this.width, this.coarse);
    return this.items.map((item) => heightOf(item, heights));
  }

  protected columns(): readonly Column[] {
    return (this.#columns = shownColumns(this.hiddenNames, this.cards ? Infinity : this.width));
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('items') || changed.has('stale') || changed.has('hiddenNames')) this.#showStatistics();
  }

  protected line(item: Item, { style, row, current }: LinePlace): TemplateResult {
    const columns = this.#columns;
    if (item.kind === 'result') return resultRow(item, style, row, (id) => this.app.results.dismiss(id));
    if (item.kind === 'group')
      return html`<div
        role="row"
        class="dm-line dm-group"
        style=${style}
        data-key=${item.key}
        tabindex=${current ? 0 : -1}
        aria-rowindex=${row}
      >
        ${groupRow({ app: this.app, role: this.permits, columns, current, toggle: this.toggleStack }, item)}
      </div>`;
    const selected = this.selection.has(item.row.id);
    return html`<dm-container-row
      role="row"
      class="dm-line dm-row ${hasFigures(item.row) ? '' : 'dm-still'} ${item.row.gone ? 'dm-gone' : ''} ${item.leaving ? 'dm-leaving' : ''}"
      style=${style}
      data-key=${item.key}
      data-id=${item.row.id}
      tabindex=${current ? 0 : -1}
      aria-rowindex=${row}
      aria-selected=${this.selection.enabled ? String(selected) : nothing}
      .app=${this.app}
      .row=${item.row}
      .columns=${columns}
      .permits=${this.permits}
      .now=${this.now}
      .selected=${selected}
      .selectable=${this.selection.enabled}
      .current=${current}
      .cards=${this.cards}
      .wide=${this.width >= 1100}
    ></dm-container-row>`;
  }
}
