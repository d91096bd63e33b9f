import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { LightElement } from '../elements/light-element';
import { Subscription } from '../model/subscription';
import type { App } from './context';
import './lazy-page';

/** The place of the connection's banner, whose code is loaded when something is the matter. Where it cannot be had, that is said. */
@customElement('dm-trouble')
export class Trouble extends LightElement {
  @property({ attribute: false }) app!: App;
  readonly #connection = new Subscription(this, () => this.app.engine.connection);
  readonly #session = new Subscription(this, () => this.app.host.session);

  protected override render(): TemplateResult | typeof nothing {
    const state = this.#session.value === 'ended' ? 'session-ended' : this.#connection.value?.state;
    if (state === undefined || state === 'connecting' || state === 'online') return nothing;
    // with each state it is tried again to load it
    return html`${keyed(
      state,
      html`<dm-lazy-page
        .app=${this.app}
        .load=${() => import('./connection-banner')}
        .content=${() => html`<dm-connection-banner .app=${this.app}></dm-connection-banner>`}
      ></dm-lazy-page>`,
    )}`;
  }
}
