import { html, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { LightElement } from '../elements/light-element';
import { _ } from '../host/translate';

/** The login of a gateway that the browser could use directly: one password, and what was wrong with it in place. */
@customElement('dm-gateway-login')
export class GatewayLogin extends LightElement {
  /** The gateway's address; the password goes there alone. */
  @property() address = '';
  /** Logs in; rejects with a sentence. */
  @property({ attribute: false }) logIn: (address: string, password: string) => Promise<void> = () =>
    Promise.resolve();
  @state() private busy = false;
  @state() private problem = '';
  @query('input[type=password]') private readonly field!: HTMLInputElement | null;

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.field) return;
    this.busy = true;
    this.problem = '';
    try {
      await this.logIn(this.address, this.field.value);
      if (this.field) this.field.value = '';
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      await this.updateComplete;
      this.field?.select();
    }
    this.busy = false;
  }

  protected override render(): TemplateResult {
    const { host } = new URL(this.address);
    return html`<form aria-label=${_('Log in to %s', host)} @submit=${(event: Event) => this.#submit(event)}>
      <input type="text" name="username" value="admin" autocomplete="username" hidden aria-hidden="true" />
      <label
        ><span>${_('Password')}</span>
        <input
          type="password"
          name="password"
          autocomplete="current-password"
          required
          aria-invalid=${this.problem === '' ? 'false' : 'true'}
          aria-describedby="dm-gateway-problem"
      /></label>
      <button type="submit" class="btn cbi-button cbi-button-action" ?disabled=${this.busy}>
        ${_('Log in')}
      </button>
      <small id="dm-gateway-problem" role="alert">${this.problem}</small>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dm-gateway-login': GatewayLogin;
  }
}
