import { html, nothing, type TemplateResult } from 'lit';
import { dateTime } from '../../../elements/format';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { ContainerDetails, HealthProbe } from '../../../model/container-details';
import { section } from './facts';

function probe({ start, end, exitCode, output }: HealthProbe): TemplateResult {
  const failed = exitCode !== 0;
  return html`<li class=${failed ? 'dm-bad' : ''}>
    ${icon(failed ? 'close' : 'check')}
    <span class="dm-number">${dateTime(start)}</span>
    <span class="dm-dim dm-number">${Math.max(0, Math.round(end - start))} ms</span>
    <span class="dm-mono dm-probe"
      >${output.trim() === '' ? _('exit code %s', exitCode) : output.trim()}</span
    >
  </li>`;
}

/** The last runs of the healthcheck, newest first. */
export function healthSection({ health }: ContainerDetails): TemplateResult | typeof nothing {
  if (!health || health.probes.length === 0) return nothing;
  return section(
    _('Healthcheck'),
    html`<ul class="dm-probes">
      ${[...health.probes].reverse().map(probe)}
    </ul>`,
  );
}
