import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { count } from '../../elements/format';
import type { Role } from '../../host/host';
import { _, N_ } from '../../host/translate';
import { icon } from '../../icons/icon';
import { bulkOffers } from '../actions/offered';
import type { Column } from './columns';
import './group-sum';
import type { GroupItem } from './items';
import { openMenu } from './open-menu';

/** What the heading of a stack needs of the list. */
export interface GroupContext {
  readonly app: App;
  readonly role: Role | undefined;
  readonly columns: readonly Column[];
  readonly current: boolean;
  readonly toggle: (stack: string) => void;
}

function menuButton(context: GroupContext, group: GroupItem, name: string): TemplateResult | typeof nothing {
  if (group.stack === '' || bulkOffers(group.rows, context.role).length === 0) return nothing;
  return html`<button
    type="button"
    class="dm-bare"
    tabindex=${context.current ? '0' : '-1'}
    aria-haspopup="menu"
    aria-expanded="false"
    aria-label=${_('More: %s', name)}
    title=${_('More')}
    @click=${openMenu(context.app, (menus, anchor) => menus.stackMenu(context.app, anchor, group, context.role))}
  >
    ${icon('more')}
  </button>`;
}

/** The heading of a stack: folds it, says how many run and what they use together, and acts on all of them. */
export function groupRow(context: GroupContext, group: GroupItem): TemplateResult {
  const name = group.stack === '' ? _('No stack') : group.stack;
  const running = group.rows.filter((row) => row.state === 'running');
  // the sums stand in the columns of their figures
  const cpu = context.columns.findIndex((column) => column.name === 'cpu');
  const memory = context.columns.findIndex((column) => column.name === 'memory');
  const figures = [cpu, memory].filter((index) => index >= 0);
  const end = figures.length === 0 ? -2 : Math.min(...figures) + 2;
  return html`<div role="gridcell" class="dm-group-cell" style="grid-column:1 / ${end}">
      <button
        type="button"
        class="dm-bare dm-fold"
        tabindex=${context.current ? '0' : '-1'}
        aria-expanded=${group.collapsed ? 'false' : 'true'}
        @click=${() => context.toggle(group.stack)}
      >
        ${icon(group.collapsed ? 'right' : 'down')}<strong class="dm-cut">${name}</strong>
        <span class="dm-dim dm-number dm-long"
          >${N_(group.rows.length, '%s container', '%s containers', count(group.rows.length))}</span
        >
        <span class="dm-dim dm-number dm-short" aria-hidden="true">${count(group.rows.length)}</span>
      </button>
      ${
        running.length === group.rows.length
          ? nothing
          : html`<span class="dm-dim dm-long">${_('%s running', count(running.length))}</span>`
      }
      ${
        group.troubled === 0
          ? nothing
          : html`<span class="dm-bad" title=${_('Not well: %s', group.troubled)}
              >${icon('warning', _('Not well'))} ${count(group.troubled)}</span
            >`
      }
    </div>
    <dm-group-sum
      role="gridcell"
      .statistics=${context.app.engine.statistics}
      .ids=${running.map((row) => row.id)}
      .cpuColumn=${cpu + 2}
      .memoryColumn=${memory + 2}
    ></dm-group-sum>
    <div role="gridcell" class="dm-cell dm-c-actions">${menuButton(context, group, name)}</div>`;
}
