import { html, nothing, type TemplateResult } from 'lit';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { ContainerDetails } from '../../../model/container-details';
import type { ContainerRow } from '../../../model/container-row';
import { portLinks } from '../../containers/port-links';

/** How it is reached: published ports as links, and what is only exposed. */
export function reachSection(row: ContainerRow, details: ContainerDetails | undefined): TemplateResult {
  const links = portLinks(row.ports, location.hostname);
  const host = details?.networkMode === 'host';
  const exposed = row.ports.filter((port) => port.hostPort === undefined);
  const inside = row.networks.filter((network) => network.ipv4 ?? network.ipv6);
  return html`<section class="dm-section dm-reach">
    <h3>${_('Reach it')}</h3>
    ${
      links.length === 0
        ? html`<p class="dm-dim">
            ${
              host
                ? _('It uses the network of the host: every port that it listens on is a port of the host.')
                : _('No port is published.')
            }
          </p>`
        : html`<p class="dm-reach-links">
            ${links.map((link) =>
              link.href === undefined
                ? html`<span title=${link.title}
                    ><span class="dm-mono">${link.label}</span>
                    ${link.note === undefined ? nothing : html`<small class="dm-dim">${link.note}</small>`}</span
                  >`
                : html`<a href=${link.href} target="_blank" rel="noopener noreferrer" title=${link.title}
                    >${link.href.replace(/\/$/, '')} ${icon('external')}</a
                  >`,
            )}
          </p>`
    }
    ${
      exposed.length === 0
        ? nothing
        : html`<p class="dm-dim">
            ${_(
              'Exposed and not published: %s',
              exposed.map((port) => `${port.containerPort}/${port.protocol}`).join(', '),
            )}
          </p>`
    }
    ${
      inside.length === 0
        ? nothing
        : html`<p class="dm-dim">
            ${_(
              'From the engine itself: %s',
              inside.map((network) => `${network.ipv4 ?? network.ipv6 ?? ''} (${network.name})`).join(', '),
            )}
          </p>`
    }
  </section>`;
}
