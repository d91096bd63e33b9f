import { html, nothing, type TemplateResult } from 'lit';
import { addSheet } from '../../elements/add-sheet';
import { count } from '../../elements/format';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import bulkStyles from '../../styles/bulk.css?inline';
import type { RowResult } from './line';

/** What became of something that was done with several rows: a line for each. */
export function resultsOfMany(
  heading: string,
  results: readonly RowResult[],
  dismiss: () => void,
): TemplateResult {
  addSheet('bulk', bulkStyles);
  const failed = results.filter((result) => result.outcome === 'failed').length;
  const done = results.length - failed;
  return html`<section class="dm-results" aria-label=${_('Results')}>
    <div class="dm-results-head">
      <strong>${heading}</strong>
      <span class="dm-number">${_('%s done', count(done))}</span>
      ${failed === 0 ? nothing : html`<span class="dm-bad dm-number">${_('%s failed', count(failed))}</span>`}
      <span class="dm-space"></span>
      <button type="button" class="dm-bare" aria-label=${_('Close results')} @click=${dismiss}>
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
