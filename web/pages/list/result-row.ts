import { html, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ResultLine } from './line';

/** Why an action on the row above failed, in the engine's words, until it is closed. */
export function resultRow(
  { result }: ResultLine,
  style: string,
  rowIndex: number,
  dismiss: (id: string) => void,
): TemplateResult {
  return html`<div role="row" class="dm-line dm-result" style=${style} aria-rowindex=${rowIndex}>
    <div role="gridcell" class="dm-cell">
      <span class="dm-bad">${icon('warning')}</span>
      <span class="dm-result-text" title=${result.message} role="alert">${result.message}</span>
      <button
        type="button"
        class="dm-bare"
        aria-label=${_('Close message')}
        @click=${() => dismiss(result.id)}
      >
        ${icon('close')}
      </button>
    </div>
  </div>`;
}
