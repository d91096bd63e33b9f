import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LightElement } from '../elements/light-element';
import { _ } from '../host/translate';
import { icon } from '../icons/icon';
import type { Connection } from '../model/connection';
import { Subscription } from '../model/subscription';
import { allows, type App } from './context';

/** Says plainly when the engine cannot be used, why, and what to do; nothing while all is well. */
@customElement('dm-connection-banner')
export class ConnectionBanner extends LightElement {
  @property({ attribute: false }) app!: App;
  @state() private starting = false;
  readonly #connection = new Subscription(this, () => this.app.engine.connection);
  readonly #role = new Subscription(this, () => this.app.engine.role);
  readonly #session = new Subscription(this, () => this.app.host.session);

  async #start(): Promise<void> {
    this.starting = true;
    try {
      await this.app.engine.connection.service('start');
    } catch (error) {
      this.app.notes.error(error instanceof Error ? error.message : String(error));
    }
    this.starting = false;
  }

  #banner(
    kind: '' | 'notice' | 'error',
    title: string,
    text: string,
    button: unknown = nothing,
  ): TemplateResult {
    return html`<div
      class="dm-alert dm-alert-${kind} dm-banner"
      role=${kind === 'notice' ? 'status' : 'alert'}
    >
      ${icon(kind === 'notice' ? 'info' : 'warning')}
      <div><strong>${title}</strong>${text}</div>
      ${button}
    </div>`;
  }

  #engineDown({ service, failure }: Connection): TemplateResult {
    const why = failure?.message ?? '';
    if (service && !service.installed)
      return this.#banner(
        'error',
        _('dockerd is not installed on this router'),
        _(
          'Install the package dockerd, or name another engine in /etc/config/dockerman. This page goes on by itself then.',
        ),
      );
    if (service && !service.running) {
      const may = allows(this.#role.value, 'admin');
      const start = html`<button
        type="button"
        class="btn cbi-button cbi-button-positive"
        ?disabled=${this.starting}
        @click=${() => this.#start()}
      >
        ${icon('play')}<span>${this.starting ? _('Starting') : _('Start dockerd')}</span>
      </button>`;
      return this.#banner(
        'error',
        _('dockerd is not running'),
        may ? why : _('Somebody who may administer Docker can start it.'),
        may ? start : nothing,
      );
    }
    return this.#banner('error', _('The engine does not answer'), why, this.#again());
  }

  #again(): TemplateResult {
    return html`<button
      type="button"
      class="btn cbi-button"
      @click=${() => void this.app.engine.connection.probe()}
    >
      ${icon('restart')}<span>${_('Try now')}</span>
    </button>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const connection = this.#connection.value;
    if (this.#session.value === 'ended' || connection?.state === 'session-ended')
      return this.#banner(
        'error',
        _('Your session has ended'),
        _('Log in again to come back to this page.'),
        html`<button
          type="button"
          class="btn cbi-button cbi-button-action"
          @click=${() => this.app.host.login()}
        >
          ${_('Log in')}
        </button>`,
      );
    const why = connection?.failure?.message ?? '';
    switch (connection?.state) {
      case 'engine-down':
        return this.#engineDown(connection);
      case 'offline':
        return this.#banner(
          'error',
          _('No connection'),
          why || _('It is tried again by itself.'),
          this.#again(),
        );
      case 'forbidden':
        return this.#banner('error', _('You may not see this engine'), why);
      case 'unsupported':
        return this.#banner('error', _('This engine cannot be used'), why);
      case 'idle':
        return this.#banner(
          'notice',
          _('Paused'),
          _('Nothing was touched for 15 minutes. It goes on with the next key or click.'),
        );
      default:
        return nothing;
    }
  }
}
