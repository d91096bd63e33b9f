import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { addSheet } from '../../elements/add-sheet';
import { count } from '../../elements/format';
import type { Role } from '../../host/host';
import { _, N_ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ActionResult } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';
import bulkStyles from '../../styles/bulk.css?inline';
import { actionLabel, bulkOffers } from '../actions/offered';
import { runOnFitting } from '../actions/run';
import type { Selection } from './selection';

/** What can be done with the chosen rows; nothing while none is chosen. Destructive ones stand last. */
export function bulkBar(
  app: App,
  selection: Selection,
  rows: readonly ContainerRow[],
  role: Role | undefined,
  /** What "All" means: the rows that the list shows. */
  ids: readonly string[],
): TemplateResult | typeof nothing {
  const chosen = rows.filter((row) => selection.has(row.id) && !row.gone);
  if (chosen.length === 0) return nothing;
  addSheet('bulk', bulkStyles);
  return html`<div class="dm-bulk" role="toolbar" aria-label=${_('Selected containers')}>
    <strong class="dm-number"
      >${N_(chosen.length, '%s selected', '%s selected', count(chosen.length))}</strong
    >
    <div class="dm-bulk-actions">
      ${bulkOffers(chosen, role).map(
        (one) =>
          html`<button
            type="button"
            class="btn cbi-button ${one.danger ? 'cbi-button-negative' : ''}"
            @click=${() => void runOnFitting(app, one.action, chosen, role)}
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

/** One line per container for the last action on several. */
export function bulkResults(
  app: App,
  results: readonly ActionResult[] | undefined,
): TemplateResult | typeof nothing {
  const [first] = results ?? [];
  if (!results || !first) return nothing;
  addSheet('bulk', bulkStyles);
  const failed = results.filter((result) => result.outcome === 'failed').length;
  const done = results.length - failed;
  return html`<section class="dm-results" aria-label=${_('Results')}>
    <div class="dm-results-head">
      <strong>${actionLabel(first.action)}</strong>
      <span class="dm-number">${_('%s done', count(done))}</span>
      ${failed === 0 ? nothing : html`<span class="dm-bad dm-number">${_('%s failed', count(failed))}</span>`}
      <span class="dm-space"></span>
      <button
        type="button"
        class="dm-bare"
        aria-label=${_('Close results')}
        @click=${() => app.results.dismissBulk()}
      >
        ${icon('close')}
      </button>
    </div>
    <ul tabindex="0" aria-label=${_('Results')}>
      ${results.map(
        (result) =>
          html`<li class=${result.outcome === 'failed' ? 'dm-bad' : ''}>
            ${icon(result.outcome === 'failed' ? 'warning' : 'check')}<span>${result.message}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}
