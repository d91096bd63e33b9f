import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../icons/icon';
import { _ } from '../host/translate';
import { copyText } from './clipboard';
import { LightElement } from './light-element';

/** Copies `text` (or what `text` gives when called) and says so. */
@customElement('dm-copy')
export class CopyButton extends LightElement {
  @property({ attribute: false }) text: string | (() => string) = '';
  /** What is copied, for the label: "Copy JSON". */
  @property() label = '';
  /** The label is shown beside the icon. */
  @property({ type: Boolean }) wide = false;
  @state() private outcome: 'none' | 'copied' | 'failed' = 'none';
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  async #copy(): Promise<void> {
    const text = typeof this.text === 'string' ? this.text : this.text();
    this.outcome = (await copyText(text)) ? 'copied' : 'failed';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.outcome = 'none'), 1500);
  }

  protected override render(): TemplateResult {
    const label =
      this.outcome === 'none' ? this.label : this.outcome === 'copied' ? _('Copied') : _('Cannot copy here');
    const shape = this.outcome === 'none' ? 'copy' : this.outcome === 'copied' ? 'check' : 'close';
    return html`<button
      type="button"
      class="dm-bare"
      aria-label=${label}
      title=${label}
      @click=${() => this.#copy()}
    >
      ${icon(shape)}${this.wide ? html`<span>${label}</span>` : ''}
    </button>`;
  }
}
