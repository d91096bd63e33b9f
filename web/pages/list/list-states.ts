import { html, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { IconName } from '../../icons/shapes';
import type { Failure } from '../../model/collection';

/** Grey bars where rows will be, before anything is known. */
export function skeleton(loading: string): TemplateResult {
  return html`<div class="dm-skeleton" role="status">
    <span class="dm-hidden">${loading}</span>
    ${Array.from({ length: 8 }, () => html`<div aria-hidden="true"><i></i><i></i><i></i><i></i></div>`)}
  </div>`;
}

/** Nothing fits search and filter. */
export function nothingFits(heading: string, clear: () => void): TemplateResult {
  return html`<div class="dm-empty">
    ${icon('search')}
    <h3>${heading}</h3>
    <button type="button" class="btn cbi-button" @click=${clear}>${_('Show all')}</button>
  </div>`;
}

/** The list cannot be had and nothing is known of an earlier visit. */
export function listFailed(
  symbol: IconName,
  heading: string,
  failure: Failure | undefined,
  again: () => void,
): TemplateResult {
  // the banner above says what is the matter with the connection and what to do
  if (failure && failure.failure !== 'engine')
    return html`<div class="dm-empty">
      ${icon(symbol)}
      <p class="dm-dim">
        ${failure.failure === 'engine-down' ? _('It is tried again by itself.') : failure.message}
      </p>
    </div>`;
  return html`<div class="dm-empty" role="alert">
    ${icon('warning')}
    <h3>${heading}</h3>
    <p>${failure?.message ?? _('No answer came.')}</p>
    <p class="dm-dim">${_('It is tried again by itself.')}</p>
    <button type="button" class="btn cbi-button" @click=${again}>${_('Try now')}</button>
  </div>`;
}
