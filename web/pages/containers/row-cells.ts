import { html, nothing, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import type { ContainerRow } from '../../model/container-row';
import { portLinks } from './port-links';

/** The published ports as links; those that do not fit stand behind a number, all of them in its title. `most`: characters that fit. */
export function portList(row: ContainerRow, tab: string, most: number): TemplateResult {
  const links = portLinks(row.ports, location.hostname);
  // a number that is cut is another number: those that fit, and how many more
  let room = links.reduce((sum, { label }) => sum + label.length + 2, 0) > most ? most - 5 : most;
  const shown = links.filter(({ label }, index) => (room -= label.length + 2) >= 0 || index === 0);
  const rest = links.slice(shown.length);
  return html`<span class="dm-ports"
    >${shown.map((link) =>
      link.href === undefined
        ? html`<span title=${link.title}>${endFirst(link.label, link.label.lastIndexOf(':'))}</span>`
        : html`<a
            href=${link.href}
            target="_blank"
            rel="noopener noreferrer"
            tabindex=${tab}
            title=${link.title}
            aria-label=${_('Open port %s of %s', link.label, row.name)}
            >${endFirst(link.label, link.label.lastIndexOf(':'))}</a
          >`,
    )}${
      rest.length === 0
        ? ''
        : html`<span class="dm-dim" title=${rest.map((link) => link.label).join(', ')}>+${rest.length}</span>`
    }</span
  >`;
}

/** A text whose end says most: where it does not fit, what is before `at` is cut first. */
function endFirst(text: string, at: number, title?: string): TemplateResult | string {
  if (at <= 0) return text;
  return html`<span class="dm-image" title=${title ?? nothing}
    ><span class="dm-cut">${text.slice(0, at)}</span><span class="dm-cut">${text.slice(at)}</span></span
  >`;
}

/** An image; its registry is cut before its own name and tag are. */
export function imageName(image: string): TemplateResult | string {
  const at = image.lastIndexOf('/');
  return at > 0 ? endFirst(image, at, image) : html`<span title=${image}>${image}</span>`;
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
