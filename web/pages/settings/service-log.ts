import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { allows, type App } from '../../app/context';
import { dateTime } from '../../elements/format';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import { Subscription } from '../../model/subscription';
import type { RouterSettings, ServiceLog as Lines, ServiceName } from '../../model/router-settings';
import { logWords } from './log-words';

/** Lines asked for at a time. */
const lines = 200;

/** What the system log holds of dockerd or the keeper; admins alone may read it. */
@customElement('dm-service-log')
export class ServiceLog extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) settings!: RouterSettings;
  @state() private service: ServiceName = 'dockerd';
  @state() private log: Lines | undefined;
  @state() private failure = '';
  readonly #role = new Subscription(this, () => this.app.engine.role);
  #asked: ServiceName | undefined;

  protected override willUpdate(): void {
    if (allows(this.#role.value, 'admin') && this.#asked !== this.service) void this.load();
  }

  /** Reads the log anew. */
  async load(): Promise<void> {
    const { service } = this;
    this.#asked = service;
    try {
      const log = await this.settings.log(service, lines);
      if (service !== this.service) return;
      this.log = log;
      this.failure = '';
    } catch (error) {
      if (service === this.service) this.failure = error instanceof Error ? error.message : String(error);
    }
    await this.updateComplete;
    const box = this.querySelector('.dm-service-log');
    if (box) box.scrollTop = box.scrollHeight;
  }

  #choose(service: ServiceName): void {
    this.service = service;
    this.log = undefined;
    this.failure = '';
  }

  #lines(log: Lines): TemplateResult {
    if (log.lines.length === 0)
      return html`<p class="dm-dim">
        ${_('The last %s lines of the system log have none of it.', log.searched)}
      </p>`;
    const name = this.service === 'dockerd' ? 'dockerd' : _('keeper');
    return html`<div class="dm-service-log" tabindex="0" role="region" aria-label=${_('Log of %s', name)}>
      ${log.lines.map((line) => {
        const { text, tone } = logWords(line.text);
        return html`<div>
          <span class="dm-dim">${dateTime(line.time)}</span> <span class=${tone}>${text}</span>
        </div>`;
      })}
    </div>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!allows(this.#role.value, 'admin')) return nothing;
    return html`<section class="dm-settings-part" aria-labelledby="dm-log-heading">
      <div class="dm-settings-line">
        <h3 id="dm-log-heading">${_('Log')}</h3>
        <select
          aria-label=${_('Service')}
          @change=${(event: Event) =>
            this.#choose((event.target as HTMLSelectElement).value === 'dockerman' ? 'dockerman' : 'dockerd')}
        >
          <option value="dockerd" ?selected=${this.service === 'dockerd'}>dockerd</option>
          <option value="dockerman" ?selected=${this.service === 'dockerman'}>${_('keeper')}</option>
        </select>
        <button type="button" class="btn cbi-button" @click=${() => this.load()}>
          ${icon('restart')}<span>${_('Read again')}</span>
        </button>
      </div>
      ${this.failure === '' ? nothing : html`<p role="alert">${this.failure}</p>`}
      ${this.log === undefined || this.failure !== '' ? nothing : this.#lines(this.log)}
    </section>`;
  }
}
