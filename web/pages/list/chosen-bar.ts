import { html, nothing, type TemplateResult } from 'lit';
import { addSheet } from '../../elements/add-sheet';
import { count } from '../../elements/format';
import { _, N_ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { IconName } from '../../icons/shapes';
import bulkStyles from '../../styles/bulk.css?inline';
import type { Selection } from './selection';

/** Something that can be done with all chosen rows. */
export interface ChosenAction {
  readonly label: string;
  readonly icon: IconName;
  readonly danger?: boolean;
  readonly run: () => void;
}

/** The bar for chosen rows; nothing while none is. `ids` is what "All" means: the rows that the list shows. */
export function chosenBar(
  label: string,
  chosen: number,
  actions: readonly ChosenAction[],
  selection: Selection,
  ids: readonly string[],
): TemplateResult | typeof nothing {
  if (chosen === 0) return nothing;
  addSheet('bulk', bulkStyles);
  return html`<div class="dm-bulk" role="toolbar" aria-label=${label}>
    <strong class="dm-number">${N_(chosen, '%s selected', '%s selected', count(chosen))}</strong>
    <div class="dm-bulk-actions">
      ${actions.map(
        (one) =>
          html`<button
            type="button"
            class="btn cbi-button ${one.danger ? 'cbi-button-negative' : ''}"
            @click=${one.run}
          >
            ${icon(one.icon)}<span>${one.label}</span>
          </button>`,
      )}
    </div>
    <span class="dm-space"></span>
    <button type="button" class="dm-bare dm-phone" @click=${() => selection.set(new Set(ids))}>
      ${icon('check')}<span>${_('All')}</span>
    </button>
    <button type="button" class="dm-bare" @click=${() => selection.clear()}>
      ${icon('close')}<span>${_('Clear')}</span>
    </button>
  </div>`;
}
