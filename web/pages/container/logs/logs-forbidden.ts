import { html, type TemplateResult } from 'lit';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';

/** In place of the log for a session that may not read it: programs write secrets into their logs. */
export function logsForbidden(): TemplateResult {
  return html`<div class="dm-empty">
    ${icon('logs')}
    <h3>${_('Not for this session')}</h3>
    <p class="dm-dim">${_('Logs need the access group luci-app-dockerman-operator.')}</p>
  </div>`;
}
