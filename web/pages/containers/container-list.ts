import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { App } from '../../app/context';
import { LightElement } from '../../elements/light-element';
import { ScrollWindow } from '../../elements/scroll-window';
import type { Role } from '../../host/host';
import { _ } from '../../host/translate';
import { Subscription } from '../../model/subscription';
import { shownColumns, type Column, type ColumnName } from './columns';
import './container-row';
import { groupRow } from './group-row';
import type { Item } from './items';
import { columnHeads } from './list-head';
import { listKey } from './list-keys';
import { cardsBelow, gridTracks, hasFigures, heightOf, heightsFor } from './list-layout';
import { resultRow } from './result-row';
import type { Selection } from './selection';
import type { Sort, SortKey } from './sorting';
import { shownIds } from './visible-statistics';

/** What comes next is most likely the menu, the page, or a choice of these containers: their code is fetched when the pointer comes near. */
function loadNext(): void {
  void Promise.all([
    import('../../elements/menu'),
    import('../container/container-page'),
    import('./bulk-bar'),
  ]).catch(() => undefined);
}

/** What the list asks of its page. */
export interface ListActions {
  sort(key: SortKey): void;
  toggleStack(stack: string): void;
}

/** The containers as a grid of lines, or as cards where it is narrow. Only what is near the window is in the document. */
@customElement('dm-container-list')
export class ContainerList extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) items: readonly Item[] = [];
  @property({ attribute: false }) hiddenNames: readonly ColumnName[] = [];
  @property({ attribute: false }) selection!: Selection;
  @property({ attribute: false }) sort!: Sort;
  @property({ attribute: false }) permits: Role | undefined;
  @property({ attribute: false }) actions!: ListActions;
  /** Where the keyboard stands is kept there while other pages are open. */
  @property({ attribute: false }) view!: { current: string };
  @property({ attribute: false }) now = 0;
  /** The rows are of an earlier visit and not confirmed. */
  @property({ type: Boolean }) stale = false;
  @state() private width = 0;
  @state() currentKey = '';
  @query('.dm-lines') private readonly lines!: HTMLElement | null;
  readonly #window = new ScrollWindow(
    this,
    () => this.lines,
    () => this.#showStatistics(),
  );
  readonly #selected = new Subscription(this, () => this.selection);
  readonly #coarse = window.matchMedia('(pointer: coarse)').matches;
  readonly #resize = new ResizeObserver(
    ([entry]) => (this.width = Math.round(entry?.contentRect.width ?? 0)),
  );
  #watch: ReturnType<App['engine']['statistics']['watch']> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.currentKey ||= this.view.current;
    this.width ||= this.parentElement?.clientWidth || window.innerWidth;
    this.#resize.observe(this);
    document.addEventListener('visibilitychange', this.#showStatistics);
    if (this.app) this.#watch = this.app.engine.statistics.watch([]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    document.removeEventListener('visibilitychange', this.#showStatistics);
    this.#watch?.release();
    this.#watch = undefined;
  }

  #showStatistics = (): void => {
    const seen = this.items.slice(this.#window.firstVisible, this.#window.endVisible);
    // with both columns hidden nobody wants figures
    const wanted = ['cpu', 'memory'].some((name) => !this.hiddenNames.includes(name as ColumnName));
    this.#watch?.show(document.hidden || this.stale || !wanted ? [] : shownIds(seen));
  };

  get #cards(): boolean {
    return this.width < cardsBelow;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const heights = heightsFor(this.width, this.#coarse);
    if (changed.has('items') || (changed as Map<string, unknown>).has('width'))
      this.#window.setHeights(this.items.map((item) => heightOf(item, heights)));
    if (changed.has('items') && !this.items.some((item) => item.key === this.currentKey))
      this.currentKey = this.items.find((item) => item.kind !== 'result')?.key ?? '';
    this.view.current = this.currentKey;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('items') || changed.has('stale') || changed.has('hiddenNames')) this.#showStatistics();
  }

  /** Moves the keyboard's place to an item, brings it into view and focuses it. */
  async focusItem(index: number): Promise<void> {
    const item = this.items[index];
    const { lines } = this;
    if (!item || !lines) return;
    this.currentKey = item.key;
    const top = this.#window.offsets[index] ?? 0;
    const box = lines.getBoundingClientRect();
    // the titles of the columns, and what of the theme is above them
    const head = 48 + (parseFloat(getComputedStyle(this).getPropertyValue('--dm-top')) || 0);
    const above = box.top + top - head;
    const below = box.top + (this.#window.offsets[index + 1] ?? top) - window.innerHeight + 8;
    if (above < 0 || below > 0) {
      const anchor = document.createElement('div');
      anchor.style.cssText = `position:absolute;top:${top - head}px;height:${head * 2}px;width:1px`;
      lines.append(anchor);
      // whatever it is that scrolls in this theme
      anchor.scrollIntoView({ block: 'nearest' });
      anchor.remove();
      this.#window.measure();
    }
    await this.updateComplete;
    lines.querySelector<HTMLElement>(`[data-key="${CSS.escape(item.key)}"]`)?.focus({ preventScroll: true });
  }

  #line(item: Item, index: number, columns: readonly Column[]): TemplateResult {
    const current = item.key === this.currentKey;
    const [top = 0, end = 0] = this.#window.offsets.subarray(index, index + 2);
    const style = `top:${top}px;height:${end - top}px`;
    if (item.kind === 'result') return resultRow(this.app, item, style, index + 2);
    if (item.kind === 'group')
      return html`<div
        role="row"
        class="dm-line dm-group"
        style=${style}
        data-key=${item.key}
        tabindex=${current ? 0 : -1}
        aria-rowindex=${index + 2}
      >
        ${groupRow(
          {
            app: this.app,
            role: this.permits,
            columns,
            current,
            toggle: (stack) => this.actions.toggleStack(stack),
          },
          item,
        )}
      </div>`;
    const selected = this.selection.has(item.row.id);
    return html`<dm-container-row
      role="row"
      class="dm-line dm-row ${hasFigures(item.row) ? '' : 'dm-still'} ${item.row.gone ? 'dm-gone' : ''} ${item.leaving ? 'dm-leaving' : ''}"
      style=${style}
      data-key=${item.key}
      data-id=${item.row.id}
      tabindex=${current ? 0 : -1}
      aria-rowindex=${index + 2}
      aria-selected=${this.selection.enabled ? String(selected) : nothing}
      .app=${this.app}
      .row=${item.row}
      .columns=${columns}
      .permits=${this.permits}
      .now=${this.now}
      .selected=${selected}
      .selectable=${this.selection.enabled}
      .current=${current}
      .cards=${this.#cards}
      .wide=${this.width >= 1100}
    ></dm-container-row>`;
  }

  #clicked(event: Event): void {
    const target = event.target as HTMLElement;
    const line = target.closest<HTMLElement>('[data-key]');
    if (line?.dataset['key'] !== undefined) this.currentKey = line.dataset['key'];
    const id = target.closest<HTMLElement>('[data-id]')?.dataset['id'];
    if (id !== undefined && target.matches('input[data-select]'))
      this.selection.click(id, (event as MouseEvent).shiftKey, this.#rowIds());
  }

  #rowIds(): string[] {
    return this.items.flatMap((item) => (item.kind === 'row' && !item.row.gone ? [item.row.id] : []));
  }

  protected override render(): TemplateResult {
    const columns = shownColumns(this.hiddenNames, this.#cards ? Infinity : this.width);
    const { begin, end } = this.#window;
    const shown = this.items.slice(begin, end).map((item, offset) => ({ item, index: begin + offset }));
    // the line that has the keyboard stays in the document when it is scrolled away
    const current = this.items.findIndex((item) => item.key === this.currentKey);
    const last = this.items[current];
    if (last && (current < begin || current >= end)) {
      if (current < begin) shown.unshift({ item: last, index: current });
      else shown.push({ item: last, index: current });
    }
    void this.#selected.value;
    return html`<div
      class="dm-list ${this.#cards ? 'dm-cards' : 'dm-table-lines'} ${this.stale ? 'dm-stale' : ''}"
      role="grid"
      aria-label=${_('Containers')}
      aria-rowcount=${this.items.length + 1}
      aria-multiselectable=${this.selection.enabled ? 'true' : 'false'}
      aria-busy=${this.stale ? 'true' : 'false'}
      style="--dm-tracks:${gridTracks(columns, this.selection.enabled, this.#coarse)}"
      @click=${(event: Event) => this.#clicked(event)}
      @pointerover=${loadNext}
      @focusin=${loadNext}
      @keydown=${(event: KeyboardEvent) => listKey(this, this.items, event, this.selection, this.#rowIds())}
    >
      ${columnHeads({
        columns,
        sort: this.sort,
        selection: this.selection,
        ids: this.#rowIds(),
        onSort: (key) => this.actions.sort(key),
      })}
      <div class="dm-lines" role="rowgroup" style="height:${this.#window.height}px">
        ${repeat(
          shown,
          ({ item }) => item.key,
          ({ item, index }) => this.#line(item, index, columns),
        )}
      </div>
    </div>`;
  }
}
