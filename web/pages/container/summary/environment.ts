import { html, nothing, type TemplateResult } from 'lit';
import { count } from '../../../elements/format';
import { allows } from '../../../app/context';
import type { Role } from '../../../host/host';
import { _ } from '../../../host/translate';
import type { ContainerDetails } from '../../../model/container-details';

type Pair = readonly [name: string, value: string];

function pairs(
  heading: string,
  entries: readonly Pair[],
  note: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<details class="dm-section dm-pairs">
    <summary>
      <h3>${heading}</h3>
      <span class="dm-dim dm-number">${count(entries.length)}</span>
    </summary>
    ${note}
    <dl class="dm-facts dm-mono">
      ${entries.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </details>`;
}

/** Environment variables; a viewer gets secret-looking values masked by the router. */
export function environmentSection(
  details: Pick<ContainerDetails, 'environment'>,
  role: Role | undefined,
): TemplateResult | typeof nothing {
  if (details.environment.length === 0) return nothing;
  const note = allows(role, 'operator')
    ? nothing
    : html`<p class="dm-dim">${_('Values that look like secrets are masked for viewers.')}</p>`;
  return pairs(_('Environment'), details.environment, note);
}

/** Labels, by name. */
export function labelsSection(details: Pick<ContainerDetails, 'labels'>): TemplateResult | typeof nothing {
  const labels = Object.entries(details.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return labels.length === 0 ? nothing : pairs(_('Labels'), labels, nothing);
}
