import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { _ } from '../../host/translate';
import { allows } from '../../app/context';
import type { ImageRow } from '../../model/image-row';
import { cardsBelow } from '../containers/list-layout';
import type { ResultLine, RowLine } from '../list/line';
import { LineList, type LinePlace } from '../list/line-list';
import { resultRow } from '../list/result-row';
import { shownColumns, type Column } from './columns';
import { imageCells } from './image-line';
import type { SortKey } from './sorting';
import { usersOf, type Uses } from './uses';
import { imagesView } from './view-state';

/** A line of the list of images. */
export type ImageItem = RowLine<ImageRow> | ResultLine;

/** The images as a grid of lines, or as cards where it is narrow. */
@customElement('dm-image-list')
export class ImageList extends LineList<ImageItem, SortKey> {
  @property({ attribute: false }) uses: Uses = new Map();
  #columns: readonly Column[] = [];

  protected readonly actions = 1;

  protected get label(): string {
    return _('Images');
  }

  protected get cards(): boolean {
    return this.width < cardsBelow;
  }

  protected override near(): void {
    void import('../../elements/menu').catch(() => undefined);
  }

  protected heights(): readonly number[] {
    const [row, result] = this.cards ? [100, 64] : this.coarse ? [48, 52] : [41, 46];
    return this.items.map((item) => (item.kind === 'row' ? row : result));
  }

  protected columns(): readonly Column[] {
    return (this.#columns = shownColumns(this.cards ? Infinity : this.width));
  }

  protected line(item: ImageItem, { style, row, current }: LinePlace): TemplateResult {
    if (item.kind === 'result')
      return resultRow(item, style, row, (id) => imagesView(this.app).results.dismiss(id));
    const selected = this.selection.has(item.row.id);
    return html`<div
      role="row"
      class="dm-line dm-row dm-image-row ${item.row.gone ? 'dm-gone' : ''} ${item.leaving ? 'dm-leaving' : ''}"
      style=${style}
      data-key=${item.key}
      data-id=${item.row.id}
      tabindex=${current ? 0 : -1}
      aria-rowindex=${row}
      aria-selected=${this.selection.enabled ? String(selected) : nothing}
    >
      ${imageCells(item.row, {
        app: this.app,
        users: usersOf(this.uses, item.row),
        columns: this.#columns,
        acts: allows(this.permits, 'admin'),
        selectable: this.selection.enabled,
        selected,
        tab: current ? '0' : '-1',
        now: this.now,
      })}
    </div>`;
  }
}
