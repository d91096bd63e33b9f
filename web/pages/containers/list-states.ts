import { html, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { Failure } from '../../model/collection';

/** Grey bars where rows will be, before anything is known. */
export function skeleton(): TemplateResult {
  return html`<div class="dm-skeleton" role="status">
    <span class="dm-hidden">${_('Loading containers')}</span>
    ${Array.from({ length: 8 }, () => html`<div aria-hidden="true"><i></i><i></i><i></i><i></i></div>`)}
  </div>`;
}

/** No container at all: says what would fill the list. */
export function noContainers(): TemplateResult {
  return html`<div class="dm-empty">
    ${icon('container')}
    <h3>${_('No containers yet')}</h3>
    <p>${_('A container that is made on this engine shows here at once, whoever makes it.')}</p>
    <p class="dm-dim">
      ${_('To try it, on the engine:')} <code class="dm-mono">docker run -d --name web -p 8080:80 nginx</code>
    </p>
  </div>`;
}

/** Nothing fits search and filter. */
export function nothingFits(clear: () => void): TemplateResult {
  return html`<div class="dm-empty">
    ${icon('search')}
    <h3>${_('No container fits')}</h3>
    <button type="button" class="btn cbi-button" @click=${clear}>${_('Show all')}</button>
  </div>`;
}

/** The list cannot be had and nothing is known of an earlier visit. */
export function listFailed(failure: Failure | undefined, again: () => void): TemplateResult {
  // the banner above says what is the matter with the connection and what to do
  if (failure && failure.failure !== 'engine')
    return html`<div class="dm-empty">
      ${icon('container')}
      <p class="dm-dim">
        ${failure.failure === 'engine-down' ? _('It is tried again by itself.') : failure.message}
      </p>
    </div>`;
  return html`<div class="dm-empty" role="alert">
    ${icon('warning')}
    <h3>${_('The containers cannot be listed')}</h3>
    <p>${failure?.message ?? _('No answer came.')}</p>
    <p class="dm-dim">${_('It is tried again by itself.')}</p>
    <button type="button" class="btn cbi-button" @click=${again}>${_('Try now')}</button>
  </div>`;
}
