import { html, type TemplateResult } from 'lit';
import { allows } from '../../../app/context';
import type { Role } from '../../../host/host';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { ContainerRow } from '../../../model/container-row';
import type { ConsoleSupport } from '../../../model/engine';

/** Why there can be no console of a container now; undefined where there can. */
export function noConsole(
  role: Role | undefined,
  support: ConsoleSupport | undefined,
  row: ContainerRow,
): TemplateResult | undefined {
  const empty = (title: string, text: string) =>
    html`<div class="dm-empty">
      ${icon('terminal')}
      <h3>${title}</h3>
      <p class="dm-dim">${text}</p>
    </div>`;
  if (!allows(role, 'admin'))
    return empty(_('Not for this session'), _('A console needs the access group luci-app-dockerman-admin.'));
  if (!support || (!support.exec && !support.attach))
    return empty(
      _('No console over this connection yet'),
      support?.reason ??
        _(
          'The browser has to reach the Engine API itself for it (direct), or through the gateway. Then it is here.',
        ),
    );
  if (row.state !== 'running')
    return empty(_('%s does not run', row.name), _('A console needs a running container.'));
  return undefined;
}
