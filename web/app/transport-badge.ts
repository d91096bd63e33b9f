import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { LightElement } from '../elements/light-element';
import { placeBeside } from '../elements/popover-place';
import { stateDot } from '../elements/state-dot';
import { _ } from '../host/translate';
import { Subscription } from '../model/subscription';
import type { connectionPanel } from './connection-panel';
import { connectionWord } from './connection-word';
import type { App } from './context';
import { loadLate } from './load-late';

/** How the engine is reached: a word in the header, and a panel with what the probe found and the choice by hand. */
@customElement('dm-transport-badge')
export class TransportBadge extends LightElement {
  @property({ attribute: false }) app!: App;
  @state() private open = false;
  @state() private panelOf: typeof connectionPanel | undefined;
  @query('.dm-panel') private readonly panel!: HTMLElement | null;
  @query('button') private readonly button!: HTMLElement | null;
  readonly #connection = new Subscription(this, () => this.app.engine.connection);

  async #show(): Promise<void> {
    const loaded = await loadLate(this.app.notes, () => import('./connection-panel'));
    if (!loaded) return;
    this.panelOf = loaded.connectionPanel;
    this.open = true;
    await this.updateComplete;
    if (!this.panel || !this.button) return;
    this.panel.showPopover();
    placeBeside(this.panel, this.button);
    this.panel.focus();
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
        ${this.open ? (this.panelOf?.(this.app, connection) ?? nothing) : nothing}
      </div>`;
  }
}
