import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { bytes, dateTime, duration } from '../../elements/format';
import { stateDot } from '../../elements/state-dot';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import { shortId, imageName, type ImageRow } from '../../model/image-row';
import type { ContainerRow } from '../../model/container-row';
import type { Column } from './columns';
import { imageLink } from './image-name';
import { showImageMenu } from './image-menu';

/** What a line needs to know beside its image. */
export interface LineContext {
  readonly app: App;
  readonly users: readonly ContainerRow[];
  readonly columns: readonly Column[];
  /** Actions are offered. */
  readonly acts: boolean;
  readonly selectable: boolean;
  readonly selected: boolean;
  /** Of its controls, in the tab order. */
  readonly tab: '0' | '-1';
  readonly now: number;
}

/** The containers that use it, as links; or what it is without any. */
function usedBy(row: ImageRow, { app, users, tab }: LineContext): TemplateResult {
  if (row.gone) return stateDot({ word: _('removed'), tone: 'none', shape: 'cross' });
  if (row.pending) return stateDot({ word: _('being removed'), tone: 'warn', shape: 'turning' });
  if (users.length > 0)
    return html`<span class="dm-dim dm-number" aria-hidden="true"
        >${users.length > 1 ? users.length : nothing}</span
      >
      ${users.map(
        ({ name }, index) =>
          html`${index === 0 ? nothing : ', '}<a
              href=${app.host.href(['containers', name])}
              tabindex=${tab}
              title=${users.map((one) => one.name).join(', ')}
              >${name}</a
            >`,
      )}`;
  return row.tags.length === 0
    ? stateDot({ word: _('dangling'), tone: 'warn', shape: 'ring' })
    : stateDot({ word: _('unused'), tone: 'none', shape: 'ring' });
}

function cell(name: Column['name'], row: ImageRow, context: LineContext): TemplateResult | string {
  switch (name) {
    case 'name':
      return imageLink(row, context.app.host.href(['images', shortId(row.id)]), context.tab);
    case 'id':
      return html`<span class="dm-mono dm-dim">${shortId(row.id)}</span>`;
    case 'used':
      return usedBy(row, context);
    case 'created':
      return row.created === 0
        ? ''
        : html`<span class="dm-number" title=${dateTime(row.created)}
            >${duration(context.now - row.created)}</span
          >`;
    case 'size':
      return html`<span class="dm-number">${bytes(row.size)}</span>`;
  }
}

/** The cells of an image's line. */
export function imageCells(row: ImageRow, context: LineContext): TemplateResult {
  const { app, columns, acts, tab, selectable, selected, users } = context;
  const name = imageName(row);
  return html`${
      selectable
        ? html`<div role="gridcell" class="dm-cell dm-c-check">
            <label
              ><input
                type="checkbox"
                tabindex=${tab}
                .checked=${selected}
                ?disabled=${row.gone === true}
                aria-label=${_('Select %s', name)}
                data-select
            /></label>
          </div>`
        : nothing
    }${columns.map(
      (column) =>
        html`<div
          role="gridcell"
          class="dm-cell dm-cut dm-c-${column.name} ${column.right ? 'dm-right' : ''}"
        >
          ${cell(column.name, row, context)}
        </div>`,
    )}
    <div role="gridcell" class="dm-cell dm-c-actions">
      ${
        row.gone || !acts
          ? nothing
          : html`<button
              type="button"
              class="dm-bare"
              tabindex=${tab}
              aria-haspopup="menu"
              aria-expanded="false"
              title=${_('More')}
              aria-label=${_('More: %s', name)}
              ?disabled=${row.pending !== undefined}
              @click=${(event: Event) => showImageMenu(app, event.currentTarget as HTMLElement, row, users)}
            >
              ${icon('more')}
            </button>`
      }
    </div>`;
}
