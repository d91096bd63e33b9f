import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../../app/context';
import { count } from '../../elements/format';
import type { Role } from '../../host/host';
import { _, N_ } from '../../host/translate';
import { icon } from '../../icons/icon';
import { bulkOffers, fittingRows, type Offer } from '../actions/offered';
import { runAction } from '../actions/run';
import './group-sum';
import type { GroupItem } from './items';

export interface GroupContext {
  readonly app: App;
  readonly role: Role | undefined;
  readonly current: boolean;
  readonly toggle: (stack: string) => void;
}

function runOn({ app, role }: GroupContext, group: GroupItem, { action }: Offer): void {
  const rows = fittingRows(group.rows, action, role);
  const targets = rows.map(({ id, name, state }) => ({ id, name, running: state === 'running' }));
  void runAction(app, action, targets);
}

function menu(context: GroupContext, group: GroupItem, anchor: HTMLElement): void {
  const offers = bulkOffers(group.rows, context.role);
  const items = offers.map((one) => ({
    label: one.label,
    icon: one.icon,
    danger: one.danger === true,
    run: () => runOn(context, group, one),
  }));
  const danger = items.filter((item) => item.danger);
  const harmless = items.filter((item) => !item.danger);
  void context.app
    .menu()
    .show(anchor, group.stack, () => (danger.length > 0 ? [...harmless, 'line', ...danger] : harmless));
}

/** The heading of a stack: folds it, says how many run and what they use together, and acts on all of them. */
export function groupRow(context: GroupContext, group: GroupItem): TemplateResult {
  const name = group.stack === '' ? _('No stack') : group.stack;
  const running = group.rows.filter((row) => row.state === 'running').length;
  const tab = context.current ? '0' : '-1';
  return html`<div role="gridcell" class="dm-cell dm-group-cell">
    <button
      type="button"
      class="dm-bare dm-fold"
      tabindex=${tab}
      aria-expanded=${group.collapsed ? 'false' : 'true'}
      @click=${() => context.toggle(group.stack)}
    >
      ${icon(group.collapsed ? 'right' : 'down')}<strong class="dm-cut">${name}</strong>
      <span class="dm-dim dm-number"
        >${N_(group.rows.length, '%s container', '%s containers', count(group.rows.length))}</span
      >
    </button>
    ${
      running === group.rows.length
        ? nothing
        : html`<span class="dm-dim dm-cut">${_('%s running', count(running))}</span>`
    }
    ${
      group.troubled === 0
        ? nothing
        : html`<span class="dm-bad dm-cut">${icon('warning')} ${count(group.troubled)}</span>`
    }
    <span class="dm-space"></span>
    <dm-group-sum
      .statistics=${context.app.engine.statistics}
      .ids=${group.rows.filter((row) => row.state === 'running').map((row) => row.id)}
    ></dm-group-sum>
    ${
      group.stack === '' || bulkOffers(group.rows, context.role).length === 0
        ? nothing
        : html`<button
            type="button"
            class="dm-bare"
            tabindex=${tab}
            aria-haspopup="menu"
            aria-expanded="false"
            aria-label=${_('More: %s', name)}
            title=${_('More')}
            @click=${(event: Event) => menu(context, group, event.currentTarget as HTMLElement)}
          >
            ${icon('more')}
          </button>`
    }
  </div>`;
}
