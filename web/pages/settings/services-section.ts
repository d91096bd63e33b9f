import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { allows, type App } from '../../app/context';
import type { StateWord } from '../../elements/container-state';
import { bytes } from '../../elements/format';
import { LightElement } from '../../elements/light-element';
import { stateDot } from '../../elements/state-dot';
import { TransportError } from '../../../lib/engine/errors';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import { Subscription } from '../../model/subscription';
import type { RouterSettings, ServiceAction, ServiceName, Services } from '../../model/router-settings';
import { askBefore } from './service-questions';

/** How often (milliseconds) the state is asked while somebody looks. */
const every = 10_000;

const runs = (running: boolean): StateWord =>
  running
    ? { word: _('running'), tone: 'good', shape: 'full' }
    : { word: _('stopped'), tone: 'bad', shape: 'ring' };

/** dockerd and the keeper as services of the router, and what can be done to them. */
@customElement('dm-services')
export class ServicesSection extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) settings!: RouterSettings;
  @state() private services: Services | undefined;
  @state() private failure = '';
  @state() private busy: ServiceName | undefined;
  readonly #role = new Subscription(this, () => this.app.engine.role);
  readonly #connection = new Subscription(this, () => this.app.engine.connection);
  #timer: ReturnType<typeof setInterval> | undefined;
  /** What the connection knew when it was last looked at. */
  #known: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    this.#timer = setInterval(() => {
      // without input nothing is asked, and while the engine is away the connection's own watch asks (it tells below)
      const { state } = this.app.engine.connection.value;
      if (state === 'online' && document.visibilityState === 'visible' && !this.busy) void this.load();
    }, every);
  }

  override disconnectedCallback(): void {
    clearInterval(this.#timer);
    super.disconnectedCallback();
  }

  protected override updated(): void {
    const connection = this.#connection.value;
    const known = `${connection?.state === 'idle' ? 'online' : connection?.state} ${connection?.service?.running}`;
    if (this.#known !== undefined && this.#known !== known && !this.busy) void this.load();
    this.#known = known;
  }

  /** Reads the state anew. */
  async load(): Promise<void> {
    try {
      this.services = await this.settings.services();
      this.failure = '';
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      if (error instanceof TransportError && error.failure === 'session') this.app.host.sessionEnded();
    }
  }

  async #act(service: ServiceName, action: ServiceAction): Promise<void> {
    const { app, settings } = this;
    const { connection } = app.engine;
    const work = () =>
      service === 'dockerd' && action !== 'enable' && action !== 'disable'
        ? connection.service(action)
        : settings.act(service, action);
    if (!(await askBefore(app, service, action))) return;
    this.busy = service;
    try {
      await work();
      app.notes.done(doneWords(service, action));
    } catch (error) {
      app.notes.error(error instanceof Error ? error.message : String(error));
    }
    this.busy = undefined;
    await this.load();
  }

  #button(
    service: ServiceName,
    action: ServiceAction,
    text: string,
    name?: 'play' | 'stop' | 'restart',
  ): TemplateResult {
    const label = service === 'dockerd' ? 'dockerd' : _('keeper');
    return html`<button
      type="button"
      class="btn cbi-button ${action === 'start' ? 'cbi-button-positive' : ''}"
      ?disabled=${this.busy === service}
      @click=${() => this.#act(service, action)}
    >
      ${name ? icon(name) : nothing}<span>${text}<span class="dm-hidden"> ${label}</span></span>
    </button>`;
  }

  #dockerd({ dockerd }: Services, may: boolean): TemplateResult {
    if (!dockerd.installed)
      return this.#service('dockerd', runs(dockerd.running), [_('not installed on this router')], nothing);
    const facts = [
      dockerd.enabled ? _('starts with the router') : _('does not start with the router'),
      ...(dockerd.memory === null ? [] : [bytes(dockerd.memory)]),
    ];
    if (!dockerd.service || !may) return this.#service('dockerd', runs(dockerd.running), facts, nothing);
    return this.#service(
      'dockerd',
      runs(dockerd.running),
      facts,
      html`${
        dockerd.running
          ? html`${this.#button('dockerd', 'stop', _('Stop'), 'stop')}
            ${this.#button('dockerd', 'restart', _('Restart'), 'restart')}`
          : this.#button('dockerd', 'start', _('Start'), 'play')
      }
      ${
        dockerd.enabled
          ? this.#button('dockerd', 'disable', _('Do not start with the router'))
          : this.#button('dockerd', 'enable', _('Start with the router'))
      }`,
    );
  }

  #keeper({ dockerman, keeper }: Services, may: boolean): TemplateResult {
    const silent = dockerman.running && !keeper;
    return this.#service(
      _('Keeper (dockerman)'),
      silent ? { word: _('does not answer'), tone: 'bad', shape: 'half' } : runs(dockerman.running),
      [
        _('live data, jobs, consoles'),
        dockerman.enabled ? _('starts with the router') : _('does not start with the router'),
        ...(dockerman.memory === null ? [] : [bytes(dockerman.memory)]),
      ],
      may
        ? html`${
            dockerman.running
              ? this.#button('dockerman', 'restart', _('Restart'), 'restart')
              : this.#button('dockerman', 'restart', _('Start'), 'play')
          }
          ${dockerman.enabled ? nothing : this.#button('dockerman', 'enable', _('Start with the router'))}`
        : nothing,
    );
  }

  #service(name: string, state: StateWord, facts: readonly string[], buttons: unknown): TemplateResult {
    return html`<li class="dm-service">
      <strong>${name}</strong>
      ${stateDot(state)}
      <span class="dm-dim dm-number dm-service-facts">${facts.join(' · ')}</span>
      <span class="dm-limit-buttons">${buttons}</span>
    </li>`;
  }

  protected override render(): TemplateResult {
    const { services } = this;
    const may = allows(this.#role.value, 'admin');
    return html`<section class="dm-settings-part" aria-labelledby="dm-services-heading">
      <h3 id="dm-services-heading">${_('Services')}</h3>
      ${
        this.failure === ''
          ? nothing
          : html`<div class="dm-alert dm-alert-error dm-banner" role="alert">
              ${icon('warning')}
              <div>
                <strong>${_('The router does not tell how its services stand')}</strong>${this.failure}
              </div>
              <button type="button" class="btn cbi-button" @click=${() => this.load()}>
                ${_('Try again')}
              </button>
            </div>`
      }
      ${
        services === undefined
          ? this.failure === ''
            ? html`<p class="dm-dim" role="status">${_('Loading')}</p>`
            : nothing
          : html`<ul class="dm-services">
              ${this.#dockerd(services, may)} ${this.#keeper(services, may)}
            </ul>`
      }
    </section>`;
  }
}

function doneWords(service: ServiceName, action: ServiceAction): string {
  if (service === 'dockerman')
    return action === 'enable' ? _('keeper starts with the router') : _('keeper restarted');
  switch (action) {
    case 'start':
      return _('dockerd started');
    case 'stop':
      return _('dockerd stopped');
    case 'restart':
      return _('dockerd restarted');
    case 'enable':
      return _('dockerd starts with the router');
    case 'disable':
      return _('dockerd does not start with the router');
  }
}
