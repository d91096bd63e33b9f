import { html, nothing, type TemplateResult } from 'lit';
import { count } from '../../../elements/format';
import { _, N_ } from '../../../host/translate';
import type { ContainerRow } from '../../../model/container-row';
import type { LogState } from '../../../model/logs';

function words(row: ContainerRow, { phase, lines }: LogState): string {
  const number = N_(lines.length, '%s line', '%s lines', count(lines.length));
  switch (phase) {
    case 'loading':
      return _('Loading');
    case 'following':
      return lines.length === 0
        ? _('Nothing written yet; waiting for the first line')
        : `${number}, ${_('live')}`;
    case 'ended':
      return lines.length === 0
        ? _('Nothing has been written here')
        : row.state === 'running'
          ? number
          : `${number}; ${_('%s does not run', row.name)}`;
    case 'reconnecting':
      return `${number}; ${_('connecting again')}`;
    case 'idle':
      return `${number}; ${_('paused, goes on with the next key or click')}`;
    case 'failed':
      return number;
  }
}

/** One line above the log: how much of it is here, and whether it is whole and followed. */
export function logStatus(
  row: ContainerRow,
  log: LogState,
  older: boolean,
  again: () => void,
): TemplateResult {
  if (log.phase === 'failed')
    return html`<div class="dm-alert dm-alert-error dm-banner" role="alert">
      <div>${log.failure?.message ?? _('The log cannot be read.')}</div>
      <button type="button" class="btn cbi-button" @click=${again}>${_('Try now')}</button>
    </div>`;
  return html`<p class="dm-log-status dm-dim dm-number">
    <span>${words(row, log)}</span>
    ${older ? html`<span>${_('Loading older lines')}</span>` : nothing}
    ${log.dropped > 0 ? html`<span>${_('%s older ones let go', count(log.dropped))}</span>` : nothing}
    ${log.skipped > 0 ? html`<span class="dm-bad">${_('%s skipped', count(log.skipped))}</span>` : nothing}
  </p>`;
}
