import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { App } from '../../app/context';
import { typing } from '../../app/keyboard';
import '../../app/lazy-page';
import { addSheet } from '../../elements/add-sheet';
import { Clock } from '../../elements/clock';
import { stateWord } from '../../elements/container-state';
import { duration } from '../../elements/format';
import { LightElement } from '../../elements/light-element';
import { stateDot } from '../../elements/state-dot';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { ActionName } from '../../model/actions';
import type { ContainerRow } from '../../model/container-row';
import { Subscription } from '../../model/subscription';
import pageStyles from '../../styles/container.css?inline';
import { runAction, targetOf } from '../actions/run';
import { containerButtons } from './container-buttons';
import './summary/summary-tab';
import { logsForbidden } from './logs/logs-forbidden';
import { tabFrom, tabNames, tabRow, type TabName } from './tabs';
import { theRow } from './the-row';
import { failedContainer, goneContainer } from './container-absent';

/** One container: its line with the actions, and its tabs. */
@customElement('dm-container-page')
export class ContainerPage extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() name = '';
  @property() tab = 'summary';
  @state() private busy = false;
  readonly #detail = new Subscription(this, () => this.app.engine.container(this.name));
  readonly #rows = new Subscription(this, () => this.app.engine.containers);
  readonly #role = new Subscription(this, () => this.app.engine.role);
  readonly #results = new Subscription(this, () => this.app.results);
  readonly #clock = new Clock(this, 5000);

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('container', pageStyles);
    document.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#key);
  }

  #key = (event: KeyboardEvent): void => {
    if (typing(event) || event.defaultPrevented || document.querySelector(':popover-open')) return;
    const tab = tabNames[Number(event.key) - 1];
    if (tab) this.app.host.navigate(['containers', this.name, tab]);
    else if (event.key === 'Escape') this.app.host.navigate(['containers']);
  };

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('name') || changed.has('tab')) this.app.host.setTitle(this.name);
  }

  /** Tabs that do not fit scroll: the shown one is in view. */
  protected override updated(): void {
    const tab = this.querySelector('.dm-tabs .cbi-tab');
    const list = tab?.parentElement;
    if (!tab || !list) return;
    const [inside, around] = [tab.getBoundingClientRect(), list.getBoundingClientRect()];
    if (inside.right > around.right) list.scrollLeft += inside.right - around.right;
    else if (inside.left < around.left) list.scrollLeft -= around.left - inside.left;
  }

  async #act(row: ContainerRow, action: ActionName): Promise<void> {
    this.busy = true;
    const results = await runAction(this.app, action, [targetOf(row)]);
    this.busy = false;
    if (!this.isConnected || results.every((result) => result.outcome === 'failed')) return;
    if (action === 'remove') this.app.host.navigate(['containers']);
    const renamed = action === 'rename' ? this.app.engine.containers.get(row.id)?.name : undefined;
    if (renamed === undefined || renamed === this.name) return;
    const place = this.tab === 'summary' ? [renamed] : [renamed, this.tab];
    this.app.host.navigate(['containers', ...place], {}, { replace: true });
  }

  #head(row: ContainerRow): TemplateResult {
    const up = row.state === 'running' && row.since !== undefined;
    return html`<div class="dm-container-head">
      <a class="dm-bare" href=${this.app.host.href(['containers'])} aria-label=${_('All containers')}
        >${icon('left')}</a
      >
      <h2 tabindex="-1" data-arrive>${row.name}</h2>
      <span role="status">${stateDot(stateWord(row))}</span>
      ${up ? html`<span class="dm-dim">${_('up %s', duration(this.#clock.now - (row.since ?? 0)))}</span>` : nothing}
      <span class="dm-dim dm-cut dm-mono dm-head-image" title=${row.image}>${row.image}</span>
      <span class="dm-space"></span>
      ${containerButtons(this.app, row, this.#role.value, this.busy, (action) => void this.#act(row, action))}
    </div>`;
  }

  #failed(row: ContainerRow): TemplateResult | typeof nothing {
    const result = this.#results.value?.failed.get(row.id);
    if (!result) return nothing;
    return html`<div class="dm-alert dm-alert-error dm-banner" role="alert">
      ${icon('warning')}
      <div>${result.message}</div>
      <button
        type="button"
        class="dm-bare"
        aria-label=${_('Close message')}
        @click=${() => this.app.results.dismiss(row.id)}
      >
        ${icon('close')}
      </button>
    </div>`;
  }

  #tab(tab: TabName, row: ContainerRow): TemplateResult {
    const { app } = this;
    const details = this.#detail.value;
    const lazily = (load: () => Promise<unknown>, content: () => TemplateResult) =>
      html`<dm-lazy-page .app=${app} .load=${load} .content=${content}></dm-lazy-page>`;
    switch (tab) {
      case 'summary':
        return html`<dm-summary-tab .app=${app} .row=${row} .detail=${details}></dm-summary-tab>`;
      case 'logs':
        if (this.#role.value === 'viewer') return logsForbidden();
        return lazily(
          () => import('./logs/logs-tab'),
          () => html`<dm-logs-tab .app=${app} .row=${row}></dm-logs-tab>`,
        );
      case 'statistics':
        return lazily(
          () => import('./statistics/statistics-tab'),
          () => html`<dm-statistics-tab .app=${app} .row=${row}></dm-statistics-tab>`,
        );
      case 'console':
        return lazily(
          () => import('./console/console-tab'),
          () =>
            html`<dm-console-tab
              .app=${app}
              .row=${row}
              .tty=${details?.value?.tty ?? false}
            ></dm-console-tab>`,
        );
      case 'inspect':
        return lazily(
          () => import('./inspect/inspect-tab'),
          () => html`<dm-inspect-tab .app=${app} .detail=${details}></dm-inspect-tab>`,
        );
    }
  }

  protected override render(): TemplateResult {
    const detail = this.#detail.value;
    const row = theRow(this.#rows.value?.rows ?? [], this.name, detail?.value);
    if (!row) {
      if (detail?.phase === 'gone') return goneContainer(this.app, this.name);
      if (detail?.phase === 'failed') return failedContainer(this.app, this.name, detail.failure);
      return html`<div class="dm-loading" role="status">${_('Loading %s', this.name)}</div>`;
    }
    const tab = tabFrom(this.tab);
    // a tab's element is made anew for another tab, never for a change of the container
    return html`${this.#head(row)} ${this.#failed(row)} ${tabRow(this.app, this.name, tab)}
    ${tabNames.map((name) => (name === tab ? html`<div class="dm-tab">${this.#tab(name, row)}</div>` : nothing))}`;
  }
}
