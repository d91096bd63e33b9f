import { html, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import type { ContainerRow } from '../../model/container-row';
import { portLinks } from './port-links';

/** The published ports as links; those that do not fit stand behind a number, all of them in its title. */
export function portList(row: ContainerRow, tab: string, roomy: boolean): TemplateResult {
  const links = portLinks(row.ports, location.hostname);
  // a number that is cut is another number: those that fit, and how many more
  const most = roomy ? 34 : 18;
  let room = links.reduce((sum, { label }) => sum + label.length + 2, 0) > most ? most - 5 : most;
  const shown = links.filter(({ label }, index) => (room -= label.length + 2) >= 0 || index === 0);
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

/** An image; where it does not fit, its registry is cut before its own name and tag are. */
export function imageName(image: string): TemplateResult {
  const at = Math.max(0, image.lastIndexOf('/'));
  return html`<span class="dm-image" title=${image}
    >${at > 0 ? html`<span class="dm-cut">${image.slice(0, at)}</span>` : ''}<span class="dm-cut"
      >${image.slice(at)}</span
    ></span
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
