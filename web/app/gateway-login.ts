import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { PasswordForm } from '../elements/password-form';
import { _ } from '../host/translate';

/** The login of a gateway that the browser could use directly: one password, and what was wrong with it in place. */
@customElement('dm-gateway-login')
export class GatewayLogin extends PasswordForm {
  /** The gateway's address; the password goes there alone. */
  @property() address = '';
  /** Logs in; rejects with a sentence. */
  @property({ attribute: false }) logIn: (address: string, password: string) => Promise<void> = () =>
    Promise.resolve();

  protected async send(password: string): Promise<void> {
    await this.logIn(this.address, password);
    if (this.field) this.field.value = '';
  }

  protected override render(): TemplateResult {
    const { host } = new URL(this.address);
    return html`<form aria-label=${_('Log in to %s', host)} @submit=${(event: Event) => this.submit(event)}>
      ${this.fields('dm-gateway-problem')}
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
