import { html, nothing, type TemplateResult } from 'lit';
import { _ } from '../../../host/translate';
import type { ContainerDetails, Endpoint, Mount } from '../../../model/container-details';
import { section } from './facts';

/** A cell with the name of its column, which stands beside it where there is no room for columns. */
function cell(label: string, text: string, kind = ''): TemplateResult {
  const content = text === '' ? nothing : html`<span class=${kind}>${text}</span>`;
  return html`<td data-label=${label}>${content}</td>`;
}

function mount({ type, source, destination, writable }: Mount): TemplateResult {
  return html`<tr>
    ${cell(_('In the container'), destination, 'dm-mono')} ${cell(_('On the host'), source, 'dm-mono')}
    ${cell(_('Kind'), writable ? type : `${type}, ${_('read-only')}`, 'dm-dim')}
  </tr>`;
}

/** What is mounted where. */
export function mountsSection(details: ContainerDetails): TemplateResult {
  if (details.mounts.length === 0)
    return section(
      _('Storage'),
      html`<p class="dm-dim">${_('Nothing is mounted: its files go with it.')}</p>`,
    );
  return section(
    _('Storage'),
    html`<div class="dm-scroll" tabindex="0" role="region" aria-label=${_('Storage')}>
      <table class="dm-table">
        <thead>
          <tr>
            <th>${_('In the container')}</th>
            <th>${_('On the host')}</th>
            <th>${_('Kind')}</th>
          </tr>
        </thead>
        <tbody>
          ${details.mounts.map(mount)}
        </tbody>
      </table>
    </div>`,
  );
}

function endpoint({ network, ipv4, ipv6, mac, aliases }: Endpoint): TemplateResult {
  const addresses = [ipv4, ipv6].filter((address) => address !== '').join(' ');
  return html`<tr>
    ${cell(_('Network'), network)} ${cell(_('Addresses'), addresses, 'dm-mono')}
    ${cell(_('MAC'), mac, 'dm-mono')} ${cell(_('Aliases'), aliases.join(', '))}
  </tr>`;
}

/** Its networks and what it is called there. */
export function networksSection(details: ContainerDetails): TemplateResult {
  if (details.endpoints.length === 0)
    return section(
      _('Networks'),
      html`<p class="dm-dim">${_('Mode: %s', details.networkMode || 'none')}</p>`,
    );
  return section(
    _('Networks'),
    html`<div class="dm-scroll" tabindex="0" role="region" aria-label=${_('Networks')}>
      <table class="dm-table">
        <thead>
          <tr>
            <th>${_('Network')}</th>
            <th>${_('Addresses')}</th>
            <th>${_('MAC')}</th>
            <th>${_('Aliases')}</th>
          </tr>
        </thead>
        <tbody>
          ${details.endpoints.map(endpoint)}
        </tbody>
      </table>
    </div>`,
  );
}
