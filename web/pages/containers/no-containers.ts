import { html, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';

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
