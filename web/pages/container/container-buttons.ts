import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import type { Role } from '../../host/host';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ActionName } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';
import { exportItem } from '../actions/export-item';
import { menuItems } from '../actions/menu-items';
import { offers } from '../actions/offered';

/** The actions that fit the container's state: the first ones as buttons, the rest in a menu, destructive ones last. */
export function containerButtons(
  app: App,
  row: ContainerRow,
  role: Role | undefined,
  busy: boolean,
  run: (action: ActionName) => void,
): TemplateResult {
  const { primary, more } = offers(row, role);
  const blocked = busy || row.pending !== undefined;
  const items = [...exportItem(app, row), ...menuItems(more, run)];
  return html`<div class="dm-tools dm-container-tools">
    ${primary.map(
      (one) =>
        html`<button
          type="button"
          class="btn cbi-button ${one.action === 'start' ? 'cbi-button-positive' : ''}"
          ?disabled=${blocked}
          @click=${() => run(one.action)}
        >
          ${icon(one.icon)}<span>${one.label}</span>
        </button>`,
    )}
    ${
      items.length === 0
        ? nothing
        : html`<button
            type="button"
            class="btn cbi-button"
            aria-haspopup="menu"
            aria-expanded="false"
            aria-label=${_('More')}
            title=${_('More')}
            ?disabled=${blocked}
            @click=${(event: Event) => void app.menu(event.currentTarget as HTMLElement, row.name, () => items)}
          >
            ${icon('more')}
          </button>`
    }
  </div>`;
}
