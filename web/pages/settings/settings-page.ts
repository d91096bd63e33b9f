import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { allows, type App } from '../../app/context';
import { addSheet } from '../../elements/add-sheet';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import { RouterSettings } from '../../model/router-settings';
import { Subscription } from '../../model/subscription';
import settingsStyles from '../../styles/settings.css?inline';
import './limits-section';
import './service-log';
import './services-section';

/** What the router does for the engine: its services, their log, and the limits that everything has to keep within. */
@customElement('dm-settings-page')
export class SettingsPage extends LightElement {
  @property({ attribute: false }) app!: App;
  readonly #role = new Subscription(this, () => this.app.engine.role);
  #settings: RouterSettings | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('settings', settingsStyles);
    this.app.host.setTitle(_('Settings'));
    const { router } = this.app.engine;
    if (router) this.#settings ??= new RouterSettings(router);
  }

  protected override render(): TemplateResult {
    const { app } = this;
    const settings = this.#settings;
    const role = this.#role.value;
    return html`<h2 class="dm-settings-title" tabindex="-1" data-arrive>${_('Settings')}</h2>
      ${
        role === undefined || allows(role, 'admin')
          ? nothing
          : html`<p class="dm-dim">${_('Somebody who may administer Docker can change these.')}</p>`
      }
      ${
        settings === undefined
          ? html`<p>${_('There is no router behind this page whose settings could be shown.')}</p>`
          : html`<dm-services .app=${app} .settings=${settings}></dm-services>
              <dm-limits .app=${app} .settings=${settings}></dm-limits>
              <dm-service-log .app=${app} .settings=${settings}></dm-service-log>`
      }`;
  }
}
