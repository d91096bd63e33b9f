import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { progressBar, progressWords } from '../../elements/progress-bar';
import { stateDot } from '../../elements/state-dot';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import { hasArrived, type FileOnItsWay } from '../../model/files-on-their-way';
import { fileState } from './job-words';

/** A file on its way in this tab: its name, how far it is, and the way to end or forget it. */
export function fileRow(app: App, file: FileOnItsWay): TemplateResult {
  const table = file.direction === 'down' ? app.engine.downloads : app.engine.uploads;
  const over = hasArrived(file);
  const act = () => (over ? table.forget(file.id) : table.cancel(file.id));
  return html`<article
    class="dm-job ${file.state === 'failed' ? 'dm-alert dm-alert-error' : ''}"
    aria-label=${file.name}
  >
    <div class="dm-job-line">
      <strong class="dm-job-title">${file.name}</strong>
      <span role="status">${stateDot(fileState(file))}</span>
      <span class="dm-space"></span>
      <button type="button" class="btn cbi-button" @click=${act}>
        ${icon(over ? 'remove' : 'close')}<span>${over ? _('Forget') : _('Cancel')}</span>
      </button>
    </div>
    ${over ? nothing : progressBar(file.name, file.progress)}
    <div class="dm-figures">${progressWords(file.progress).join(' · ')}</div>
    ${file.message === '' ? nothing : html`<p class="dm-job-said">${file.message}</p>`}
  </article>`;
}
