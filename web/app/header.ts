import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { count } from '../elements/format';
import { LightElement } from '../elements/light-element';
import { _ } from '../host/translate';
import { icon } from '../icons/icon';
import type { Snapshot } from '../model/collection';
import type { TableRow } from '../model/row-table';
import { Subscription } from '../model/subscription';
import type { App } from './context';
import './transport-badge';

/** The application's line: where one is, what there is of it, which engine, and how it is reached. */
@customElement('dm-header')
export class Header extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) showHelp: () => void = () => undefined;
  readonly #rows = new Subscription(this, () => this.app.engine.containers);
  /** Counted once they have been looked at: their list is a page's own. */
  readonly #images = new Subscription(this, () => (this.#visited ? this.app.engine.images : undefined));
  readonly #connection = new Subscription(this, () => this.app.engine.connection);
  readonly #place = new Subscription(this, () => this.app.host.place);
  readonly #working = new Subscription(this, () => this.app.engine.working);
  /** The code of the indicator of jobs is there. */
  @state() private indicator = false;
  #asked = false;
  #visited = false;

  #engine(): TemplateResult | typeof nothing {
    const version = this.#connection.value?.engineVersion;
    if (version === undefined || version === '') return nothing;
    const api = this.#connection.value?.apiVersion ?? '';
    return html`<span class="dm-dim dm-engine" title=${_('Docker %s, API %s', version, api)}
      >${icon('engine')} ${version}</span
    >`;
  }

  /** A page's link, with the number of what it lists once that is known. */
  #link(page: string, label: string, list: Snapshot<TableRow> | undefined): TemplateResult {
    const known = list !== undefined && (list.rows.length > 0 || !['loading', 'failed'].includes(list.phase));
    const [section = 'containers', name] = this.#place.value?.segments ?? [];
    const here = section !== page ? nothing : name === undefined ? 'page' : 'true';
    const number = list?.rows.filter((row) => !row.gone).length ?? 0;
    return html`<a class="dm-bare" href=${this.app.host.href([page])} aria-current=${here}
      >${label} ${known ? html`<span class="dm-number">${count(number)}</span>` : nothing}</a
    >`;
  }

  protected override updated(): void {
    if (!this.#visited && this.#place.value?.segments[0] === 'images') {
      this.#visited = true;
      this.#images.refresh();
    }
    if (this.#asked || this.#working.value !== true) return;
    this.#asked = true;
    import('./jobs-indicator').then(
      () => (this.indicator = true),
      () => (this.#asked = false),
    );
  }

  protected override render(): TemplateResult {
    const { host } = this.app;
    return html`<div class="dm-head">
      <h2>${_('Docker')}</h2>
      <nav aria-label=${_('Docker')}>
        ${this.#link('containers', _('Containers'), this.#rows.value)}
        ${this.#link('images', _('Images'), this.#images.value)}
        ${this.app.engine.router ? this.#link('settings', _('Settings'), undefined) : nothing}
      </nav>
      <span class="dm-space"></span>
      <div class="dm-tools">
        ${this.#engine()}
        ${this.indicator ? html`<dm-jobs-indicator .app=${this.app}></dm-jobs-indicator>` : nothing}
        <dm-transport-badge .app=${this.app}></dm-transport-badge>
        <button
          type="button"
          class="dm-bare"
          aria-label=${_('Keyboard and help')}
          aria-keyshortcuts="?"
          title=${_('Keyboard and help')}
          @click=${this.showHelp}
        >
          ${icon('help')}
        </button>
        ${
          host.logout === undefined
            ? nothing
            : html`<button
                type="button"
                class="dm-bare"
                aria-label=${_('Log out')}
                title=${_('Log out')}
                @click=${() => host.logout?.()}
              >
                ${icon('logout')}
              </button>`
        }
      </div>
    </div>`;
  }
}
