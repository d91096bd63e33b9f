import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { allows, type App } from '../../app/context';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import { Subscription } from '../../model/subscription';
import type { Applied, RouterLimit, RouterSettings } from '../../model/router-settings';
import { TransportError } from '../../../lib/engine/errors';
import { changeLimit, putBack } from './change-limit';
import { isTight, limitMeaning, limitText, limitValue, valueBefore } from './limit-words';

/** Milliseconds until rpcd has been started anew. */
const sessionsGone = 4000;

/** The router's limits: what they are, what they mean, what suits this interface; changed and put back on demand. */
@customElement('dm-limits')
export class LimitsSection extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) settings!: RouterSettings;
  @state() private limits: readonly RouterLimit[] | undefined;
  @state() private failure = '';
  readonly #role = new Subscription(this, () => this.app.engine.role);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  /** Reads the limits anew. */
  async load(): Promise<void> {
    try {
      this.limits = await this.settings.limits();
      this.failure = '';
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      if (error instanceof TransportError && error.failure === 'session') this.app.host.sessionEnded();
    }
  }

  async #done(limit: RouterLimit, applied: Applied | undefined): Promise<void> {
    if (applied === undefined) return;
    this.app.notes.done(
      applied === 'now'
        ? _('%s changed', limit.option)
        : _('%s changed; %s is started anew', limit.option, applied === 'reload' ? 'uhttpd' : 'rpcd'),
    );
    await this.load();
    // rpcd has forgotten this session by then, and the next call finds out
    if (applied === 'restart') setTimeout(() => this.isConnected && this.load(), sessionsGone);
  }

  #value(limit: RouterLimit): TemplateResult {
    const { name, section, found, value } = limit;
    if (section === null) return html`<span class="dm-dim">${_('not set up here')}</span>`;
    if (found === null)
      return html`${limitValue(name, value ?? limit.standard)} <span class="dm-dim">${_('(default)')}</span>`;
    return html`${value === null ? limitText(name, found) : limitValue(name, value)}`;
  }

  #buttons(limit: RouterLimit): TemplateResult | typeof nothing {
    const { section, option, value, standard, recommended, before, name } = limit;
    if (section === null || !allows(this.#role.value, 'admin')) return nothing;
    const change = (suggested: number) => async () =>
      this.#done(limit, await changeLimit(this.app, this.settings, limit, suggested));
    const back = async () => this.#done(limit, await putBack(this.app, this.settings, limit));
    return html`<span class="dm-limit-buttons"
      >${
        isTight(limit)
          ? html`<button type="button" class="btn cbi-button cbi-button-action" @click=${change(recommended)}>
              <span
                >${_('Set to %s', limitValue(name, recommended))}<span class="dm-hidden">
                  (${option})</span
                ></span
              >
            </button>`
          : nothing
      }
      <button type="button" class="btn cbi-button" @click=${change(value ?? standard)}>
        <span>${_('Change')}<span class="dm-hidden"> ${option}</span></span>
      </button>
      ${
        before === null
          ? nothing
          : html`<button type="button" class="btn cbi-button" @click=${back}>
              <span>${_('Put back %s', valueBefore(limit))}<span class="dm-hidden"> (${option})</span></span>
            </button>`
      }</span
    >`;
  }

  #row(limit: RouterLimit): TemplateResult {
    return html`<tr role="row" class=${isTight(limit) && limit.section !== null ? 'dm-limit-tight' : ''}>
      <th role="rowheader" scope="row">
        <span class="dm-mono">${limit.option}</span>
        <small class="dm-dim">${limit.file}</small>
      </th>
      <td role="cell" class="dm-number" data-label=${_('Value')}>${this.#value(limit)}</td>
      <td role="cell">${limitMeaning(limit.name)}</td>
      <td role="cell" class="dm-number" data-label=${_('Recommended')}>
        ${limitValue(limit.name, limit.recommended)}
      </td>
      <td role="cell">${this.#buttons(limit)}</td>
    </tr>`;
  }

  protected override render(): TemplateResult {
    return html`<section class="dm-settings-part" aria-labelledby="dm-limits-heading">
      <h3 id="dm-limits-heading">${_('Limits of this router')}</h3>
      <p class="dm-dim">
        ${_('Everything works within them. Where another value is better, it is offered; nothing is changed without being asked.')}
      </p>
      ${
        this.failure === ''
          ? nothing
          : html`<div class="dm-alert dm-alert-error dm-banner" role="alert">
              ${icon('warning')}
              <div><strong>${_('The limits cannot be read')}</strong>${this.failure}</div>
              <button type="button" class="btn cbi-button" @click=${() => this.load()}>
                ${_('Try again')}
              </button>
            </div>`
      }
      ${this.limits === undefined ? (this.failure === '' ? html`<p class="dm-dim" role="status">${_('Loading')}</p>` : nothing) : this.#table(this.limits)}
      <p class="dm-dim">
        ${_('After 15 minutes without a key or a click in any tab nothing is asked of the router any more, so that a session can end.')}
      </p>
    </section>`;
  }

  #table(limits: readonly RouterLimit[]): TemplateResult {
    return html`<table class="dm-limits" role="table" aria-labelledby="dm-limits-heading">
      <thead>
        <tr role="row">
          <th role="columnheader" scope="col">${_('Limit')}</th>
          <th role="columnheader" scope="col">${_('Value')}</th>
          <th role="columnheader" scope="col">${_('Meaning')}</th>
          <th role="columnheader" scope="col">${_('Recommended')}</th>
          <th role="columnheader" scope="col"><span class="dm-hidden">${_('Actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${limits.map((limit) => this.#row(limit))}
      </tbody>
    </table>`;
  }
}
