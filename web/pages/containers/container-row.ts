import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { App } from '../../app/context';
import { stateWord } from '../../elements/container-state';
import { dateTime, duration } from '../../elements/format';
import { LightElement } from '../../elements/light-element';
import { stateDot } from '../../elements/state-dot';
import { _ } from '../../host/translate';
import type { Role } from '../../host/host';
import { icon } from '../../icons/icon';
import type { ContainerRow } from '../../model/container-row';
import { Subscription } from '../../model/subscription';
import { offers } from '../actions/offered';
import { runAction, targetOf } from '../actions/run';
import type { Column, ColumnName } from './columns';
import { openMenu } from './open-menu';
import { imageName, networkList, portList } from './row-cells';
import { cpuCell, memoryCell } from './usage-cells';

/** One container in the list. It renders again only when its row, its figures or the minute change. */
@customElement('dm-container-row')
export class ContainerRowElement extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) row!: ContainerRow;
  @property({ attribute: false }) columns: readonly Column[] = [];
  @property({ attribute: false }) permits: Role | undefined;
  /** A clock in milliseconds, for "5 min". */
  @property({ attribute: false }) now = 0;
  @property({ type: Boolean }) selected = false;
  @property({ type: Boolean }) selectable = false;
  /** Keyboard focus is here: its controls take part in the tab order. */
  @property({ type: Boolean }) current = false;
  @property({ type: Boolean }) cards = false;
  /** There is room for more than one port. */
  @property({ type: Boolean }) wide = false;
  @state() private busy = false;
  readonly #usage = new Subscription(this, () => this.app.engine.statistics.latest(this.row.id));

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('row') as ContainerRow | undefined;
    if (before && before.id !== this.row.id) this.#usage.refresh();
  }

  get #tab(): string {
    return this.current ? '0' : '-1';
  }

  async #act(action: Parameters<typeof runAction>[1]): Promise<void> {
    this.busy = true;
    await runAction(this.app, action, [targetOf(this.row)]);
    this.busy = false;
  }

  #state(): TemplateResult {
    const { row } = this;
    const ago = this.cards ? undefined : this.#ago();
    return html`${stateDot(stateWord(row))}${
      ago === undefined ? nothing : html` <span class="dm-dim dm-cut">${ago}</span>`
    }`;
  }

  /** How long ago it ended. */
  #ago(): string | undefined {
    const { since, state, pending } = this.row;
    const ended = (state === 'exited' || state === 'dead') && !pending && since !== undefined;
    return ended ? _('%s ago', duration(this.now - since)) : undefined;
  }

  #since(): TemplateResult | string {
    const { since, state } = this.row;
    const ago = this.cards ? this.#ago() : undefined;
    if (ago !== undefined) return ago;
    if (since === undefined || !['running', 'paused', 'restarting'].includes(state)) return '';
    return html`<span title=${dateTime(since)}>${duration(this.now - since)}</span>`;
  }

  #cell(name: ColumnName): TemplateResult | string {
    const { row, app } = this;
    const running = row.state === 'running';
    switch (name) {
      case 'state':
        return this.#state();
      case 'name':
        return html`<a
          class="dm-name"
          href=${app.host.href(['containers', row.name])}
          tabindex=${this.#tab}
          title=${row.name}
          >${row.name}</a
        >`;
      case 'image':
        return imageName(row.image);
      case 'ports':
        return portList(row, this.#tab, this.cards ? 34 : this.wide ? 18 : 12);
      case 'networks':
        return networkList(row);
      case 'cpu':
        return running ? cpuCell(app.engine.statistics, row.id, this.#usage.value) : '';
      case 'memory':
        return running ? memoryCell(this.#usage.value) : '';
      case 'since':
        return this.#since();
    }
  }

  #actions(): TemplateResult {
    const { primary, more } = offers(this.row, this.permits);
    const blocked = this.busy || this.row.pending !== undefined;
    return html`${primary.map(
      (one) =>
        html`<button
          type="button"
          class="dm-bare"
          tabindex=${this.#tab}
          title=${one.label}
          aria-label=${_('%s: %s', one.label, this.row.name)}
          ?disabled=${blocked}
          @click=${() => this.#act(one.action)}
        >
          ${icon(one.icon)}
        </button>`,
    )}${
      this.row.gone
        ? nothing
        : html`<button
            type="button"
            class="dm-bare"
            tabindex=${this.#tab}
            aria-haspopup="menu"
            aria-expanded="false"
            title=${_('More')}
            aria-label=${_('More: %s', this.row.name)}
            @click=${openMenu(this.app, (menus, anchor) =>
              menus.containerMenu(this.app, anchor, this.row, more, (action) => void this.#act(action)),
            )}
          >
            ${icon('more')}
          </button>`
    }`;
  }

  protected override render(): TemplateResult {
    return html`${
        this.selectable
          ? html`<div role="gridcell" class="dm-cell dm-c-check">
              <label
                ><input
                  type="checkbox"
                  tabindex=${this.#tab}
                  .checked=${this.selected}
                  ?disabled=${this.row.gone === true}
                  aria-label=${_('Select %s', this.row.name)}
                  data-select
              /></label>
            </div>`
          : nothing
      }${this.columns.map(
        (column) =>
          html`<div
            role="gridcell"
            class="dm-cell dm-cut dm-c-${column.name} ${column.right ? 'dm-right' : ''}"
          >
            ${this.#cell(column.name)}
          </div>`,
      )}
      <div role="gridcell" class="dm-cell dm-c-actions">${this.#actions()}</div>`;
  }
}
