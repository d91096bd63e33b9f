import { html, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import type { ContainerRow } from '../../model/container-row';
import { portLinks } from './port-links';

/** The published ports as links; those that do not fit stand behind a number, all of them in its title. */
export function portList(row: ContainerRow, tab: string, roomy: boolean): TemplateResult {
  const links = portLinks(row.ports, location.hostname);
  const most = roomy ? 6 : 3;
  const shown = links.length > most ? links.slice(0, most - 1) : links;
  const rest = links.slice(shown.length);
  return html`<span class="dm-ports"
    >${shown.map((link) =>
      link.href === undefined
        ? html`<span title=${link.title}>${link.label}</span>`
        : html`<a
            href=${link.href}
            target="_blank"
            rel="noopener noreferrer"
            tabindex=${tab}
            title=${link.title}
            aria-label=${_('Open port %s of %s', link.label, row.name)}
            >${link.label}</a
          >`,
    )}${
      rest.length === 0
        ? ''
        : html`<span class="dm-dim" title=${rest.map((link) => link.label).join(', ')}>+${rest.length}</span>`
    }</span
  >`;
}

/** Its networks with the addresses there. */
export function networkList(row: ContainerRow): TemplateResult {
  const text = row.networks.map((network) =>
    [network.name, network.ipv4 ?? network.ipv6]
      .filter((part) => part !== undefined && part !== '')
      .join(' '),
  );
  return html`<span title=${text.join('\n')}>${text.join(', ')}</span>`;
}
