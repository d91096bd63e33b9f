import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LightElement } from '../elements/light-element';
import { _ } from '../host/translate';
import type { App } from './context';
import { notLoaded } from './load-late';

/**
 * Loads a page's code when it is wanted. After an upgrade of the package the old code may be gone from the router: then it
 * offers to load the application again.
 */
@customElement('dm-lazy-page')
export class LazyPage extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) load!: () => Promise<unknown>;
  @property({ attribute: false }) content!: () => TemplateResult;
  @state() private phase: 'loading' | 'ready' | 'failed' = 'loading';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    this.phase = this.phase === 'ready' ? 'ready' : 'loading';
    try {
      await this.load();
      this.phase = 'ready';
    } catch {
      this.phase = 'failed';
    }
  }

  protected override render(): TemplateResult {
    if (this.phase === 'ready') return this.content();
    if (this.phase === 'loading') return html`<div class="dm-loading" role="status">${_('Loading')}</div>`;
    return html`<div class="dm-alert dm-alert-error dm-banner" role="alert">
      <div>
        <strong>${_('This part could not be loaded')}</strong>
        ${notLoaded()}
      </div>
      <button type="button" class="btn cbi-button" @click=${() => this.#load()}>${_('Try again')}</button>
      <button type="button" class="btn cbi-button cbi-button-action" @click=${() => location.reload()}>
        ${_('Reload the page')}
      </button>
    </div>`;
  }
}
