import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { addSheet } from '../elements/add-sheet';
import { PasswordForm } from '../elements/password-form';
import { logIn } from '../host/gateway-session';
import { _ } from '../host/translate';
import { icon } from '../icons/icon';
import loginStyles from '../styles/login.css?inline';

/** The gateway's login: one password, and the gateway's own words when it is wrong. */
@customElement('dm-login')
export class LoginPage extends PasswordForm {
  /** Called when the login has worked. */
  @property({ attribute: false }) done: () => void = () => undefined;

  override connectedCallback(): void {
    addSheet('login', loginStyles);
    super.connectedCallback();
  }

  protected override firstUpdated(): void {
    this.field?.focus();
  }

  protected async send(password: string): Promise<void> {
    await logIn(password);
    this.done();
  }

  protected override render(): TemplateResult {
    return html`<div class="dockerman">
      <form class="dm-login" @submit=${(event: Event) => this.submit(event)}>
        <h1>${icon('container')} ${_('Docker')}</h1>
        ${this.fields('dm-login-note')}
        ${
          this.problem === ''
            ? nothing
            : html`<div class="dm-alert dm-alert-error" role="alert">${this.problem}</div>`
        }
        <button type="submit" class="btn cbi-button cbi-button-action important" ?disabled=${this.busy}>
          ${_('Log in')}
        </button>
        <p id="dm-login-note" class="dm-dim">
          ${_('The first password was printed where the gateway was started.')}
        </p>
      </form>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dm-login': LoginPage;
  }
}
