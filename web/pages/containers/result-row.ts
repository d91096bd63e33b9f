import { html, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ResultItem } from './items';

/** Why an action on the row above failed, in the engine's words, until it is closed. */
export function resultRow(app: App, { result }: ResultItem, style: string, rowIndex: number): TemplateResult {
  return html`<div role="row" class="dm-line dm-result" style=${style} aria-rowindex=${rowIndex}>
    <div role="gridcell" class="dm-cell">
      <span class="dm-bad">${icon('warning')}</span>
      <span class="dm-result-text" title=${result.message} role="alert">${result.message}</span>
      <button
        type="button"
        class="dm-bare"
        aria-label=${_('Close message')}
        @click=${() => app.results.dismiss(result.id)}
      >
        ${icon('close')}
      </button>
    </div>
  </div>`;
}
