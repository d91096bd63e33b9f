import { html, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { Failure } from '../../model/collection';

function back(app: App): TemplateResult {
  return html`<a class="btn cbi-button" href=${app.host.href(['containers'])}>${_('All containers')}</a>`;
}

/** There is no container of that name, or not any more. */
export function goneContainer(app: App, name: string): TemplateResult {
  return html`<div class="dm-empty">
    ${icon('container')}
    <h3 tabindex="-1" data-arrive>${_('There is no container %s', name)}</h3>
    <p class="dm-dim">${_('It has been removed or renamed.')}</p>
    ${back(app)}
  </div>`;
}

/** It cannot be asked for. */
export function failedContainer(app: App, name: string, failure: Failure | undefined): TemplateResult {
  return html`<div class="dm-empty" role="alert">
    ${icon('warning')}
    <h3 tabindex="-1" data-arrive>${_('%s cannot be shown', name)}</h3>
    <p>${failure?.message ?? _('No answer came.')}</p>
    <p>
      <button type="button" class="btn cbi-button" @click=${() => void app.engine.container(name).refresh()}>
        ${_('Try now')}
      </button>
      ${back(app)}
    </p>
  </div>`;
}
