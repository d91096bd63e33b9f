import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { App } from '../../app/context';
import { LightElement } from '../../elements/light-element';
import { ScrollWindow } from '../../elements/scroll-window';
import type { Role } from '../../host/host';
import { Subscription } from '../../model/subscription';
import { gridTracks, type ListColumn, type ListLine, type ListSort } from './line';
import { columnHeads } from './list-head';
import { listKey } from './list-keys';
import type { Selection } from './selection';

/** Where a line stands. */
export interface LinePlace {
  /** Its top and height, as CSS. */
  readonly style: string;
  /** Its number in the grid, for `aria-rowindex`. */
  readonly row: number;
  /** The keyboard is here. */
  readonly current: boolean;
}

/** A list as a grid of lines, or as cards where it is narrow. Only what is near the window is in the document. */
export abstract class LineList<Line extends ListLine, Key extends string> extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) items: readonly Line[] = [];
  @property({ attribute: false }) selection!: Selection;
  @property({ attribute: false }) sort!: ListSort<Key>;
  @property({ attribute: false }) permits: Role | undefined;
  @property({ attribute: false }) sortBy!: (key: Key) => void;
  /** Where the keyboard stands is kept there while other pages are open. */
  @property({ attribute: false }) view!: { current: string };
  @property({ attribute: false }) now = 0;
  /** The rows are of an earlier visit and not confirmed. */
  @property({ type: Boolean }) stale = false;
  @state() protected width = 0;
  @state() currentKey = '';
  @query('.dm-lines') private readonly lines!: HTMLElement | null;
  readonly #window = new ScrollWindow(
    this,
    () => this.lines,
    () => this.showed(),
  );
  readonly #selected = new Subscription(this, () => this.selection);
  protected readonly coarse = window.matchMedia('(pointer: coarse)').matches;
  readonly #resize = new ResizeObserver(
    ([entry]) => (this.width = Math.round(entry?.contentRect.width ?? 0)),
  );

  /** What the list is called. */
  protected abstract readonly label: string;
  /** How many buttons a line ends with, at most. */
  protected abstract readonly actions: number;
  /** Cards instead of lines. */
  protected abstract readonly cards: boolean;
  protected abstract columns(): readonly ListColumn<Key>[];
  /** Heights of the items in px. */
  protected abstract heights(): readonly number[];
  protected abstract line(item: Line, place: LinePlace): TemplateResult;
  /** Called when other items came into view. */
  protected showed(): void {
    // most lists have nothing to do then
  }
  /** Called when the pointer or the focus comes near: what is wanted next can be loaded. */
  protected near(): void {
    // nothing
  }

  /** The items in view. */
  protected inView(): readonly Line[] {
    return this.items.slice(this.#window.firstVisible, this.#window.endVisible);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.currentKey ||= this.view.current;
    this.width ||= this.parentElement?.clientWidth || window.innerWidth;
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('items') || (changed as Map<string, unknown>).has('width'))
      this.#window.setHeights(this.heights());
    if (changed.has('items') && !this.items.some((item) => item.key === this.currentKey))
      this.currentKey = this.items.find((item) => item.kind !== 'result')?.key ?? '';
    this.view.current = this.currentKey;
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

  #line(item: Line, index: number): TemplateResult {
    const [top = 0, end = 0] = this.#window.offsets.subarray(index, index + 2);
    return this.line(item, {
      style: `top:${top}px;height:${end - top}px`,
      row: index + 2,
      current: item.key === this.currentKey,
    });
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
    const columns = this.columns();
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
      class="dm-list ${this.cards ? 'dm-cards' : 'dm-table-lines'} ${this.stale ? 'dm-stale' : ''}"
      role="grid"
      aria-label=${this.label}
      aria-rowcount=${this.items.length + 1}
      aria-multiselectable=${this.selection.enabled ? 'true' : 'false'}
      aria-busy=${this.stale ? 'true' : 'false'}
      style="--dm-tracks:${gridTracks(columns, this.selection.enabled, `${this.actions * (this.coarse ? 44 : 34)}px`)}"
      @click=${(event: Event) => this.#clicked(event)}
      @pointerover=${() => this.near()}
      @focusin=${() => this.near()}
      @keydown=${(event: KeyboardEvent) => listKey(this, this.items, event, this.selection, this.#rowIds())}
    >
      ${columnHeads({
        columns,
        sort: this.sort,
        selection: this.selection,
        ids: this.#rowIds(),
        onSort: (key) => this.sortBy(key),
      })}
      <div class="dm-lines" role="rowgroup" style="height:${this.#window.height}px">
        ${repeat(
          shown,
          ({ item }) => item.key,
          ({ item, index }) => this.#line(item, index),
        )}
      </div>
    </div>`;
  }
}
