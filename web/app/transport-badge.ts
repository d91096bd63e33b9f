import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { LightElement } from '../elements/light-element';
import { placeBeside } from '../elements/popover-place';
import { stateDot } from '../elements/state-dot';
import { _ } from '../host/translate';
import { icon } from '../icons/icon';
import type { Candidate, Connection, TransportName } from '../model/connection';
import { Subscription } from '../model/subscription';
import { connectionWord } from './connection-word';
import type { App } from './context';

/** How the engine is reached: a word in the header, and a panel with what the probe found and the choice by hand. */
@customElement('dm-transport-badge')
export class TransportBadge extends LightElement {
  @property({ attribute: false }) app!: App;
  @state() private open = false;
  @state() private probing = false;
  @query('.dm-panel') private readonly panel!: HTMLElement | null;
  @query('button') private readonly button!: HTMLElement | null;
  readonly #connection = new Subscription(this, () => this.app.engine.connection);

  async #show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    if (!this.panel || !this.button) return;
    this.panel.showPopover();
    placeBeside(this.panel, this.button);
    this.panel.focus();
  }

  async #probe(): Promise<void> {
    this.probing = true;
    await this.app.engine.connection.probe();
    this.probing = false;
  }

  #candidate({ transport, state, reason, carries, took }: Candidate): TemplateResult {
    const ok = state === 'available';
    const unsure = state === 'unknown' || state === 'probing';
    const carried = carries.map(carriedWord).join(', ');
    return html`<li>
      ${icon(ok ? 'check' : unsure ? 'clock' : 'close')}
      <span
        ><strong>${transport}</strong> ${ok && carried !== '' ? carried : nothing}
        ${took === undefined ? nothing : html`<span class="dm-dim dm-number">${Math.round(took)} ms</span>`}</span
      >
      <small>${reason}</small>
    </li>`;
  }

  #content(connection: Connection): TemplateResult {
    const choices: (TransportName | 'auto')[] = [
      'auto',
      ...connection.candidates.map((one) => one.transport),
    ];
    return html`<h3>${_('Connection')}</h3>
      <p>${stateDot(connectionWord(connection.state))} ${connection.failure?.message ?? nothing}</p>
      ${connection.note === undefined ? nothing : html`<p class="dm-dim">${connection.note}</p>`}
      <ul class="dm-candidates">
        ${connection.candidates.map((one) => this.#candidate(one))}
      </ul>
      <div class="dm-buttons">
        <label
          >${_('Use')}
          <select
            @change=${(event: Event) =>
              this.app.engine.connection.prefer(
                (event.target as HTMLSelectElement).value as TransportName | 'auto',
              )}
          >
            ${choices.map(
              (name) =>
                html`<option value=${name} ?selected=${connection.preference === name}>
                  ${name === 'auto' ? _('chosen automatically') : name}
                </option>`,
            )}
          </select></label
        >
        <span class="dm-space"></span>
        <button type="button" class="btn cbi-button" ?disabled=${this.probing} @click=${() => this.#probe()}>
          ${icon('restart')}<span>${this.probing ? _('Probing') : _('Probe again')}</span>
        </button>
      </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const connection = this.#connection.value;
    if (!connection) return nothing;
    const word = connection.transport ?? connectionWord(connection.state).word;
    return html`<button
        type="button"
        class="dm-bare"
        aria-haspopup="dialog"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-label=${_('Connection: %s', word)}
        @click=${() => this.#show()}
      >
        ${stateDot({ ...connectionWord(connection.state), word })}
      </button>
      <div
        class="dm-panel"
        popover="auto"
        role="dialog"
        tabindex="-1"
        aria-label=${_('Connection')}
        @toggle=${(event: ToggleEvent) => (this.open = event.newState === 'open')}
      >
        ${this.open ? this.#content(connection) : nothing}
      </div>`;
  }
}

function carriedWord(name: Candidate['carries'][number]): string {
  switch (name) {
    case 'calls':
      return _('calls');
    case 'streams':
      return _('streams');
    case 'files':
      return _('files');
    case 'console':
      return _('console');
  }
}
