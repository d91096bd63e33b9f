import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { addSheet } from '../elements/add-sheet';
import { LightElement } from '../elements/light-element';
import { logIn } from '../host/gateway-session';
import { _ } from '../host/translate';
import { icon } from '../icons/icon';
import loginStyles from '../styles/login.css?inline';

/** The gateway's login: one password, and the gateway's own words when it is wrong. */
@customElement('dm-login')
export class LoginPage extends LightElement {
  /** Why there is no session, when something else than a missing login is the matter. */
  @property() problem = '';
  /** Called when the login has worked. */
  @property({ attribute: false }) done: () => void = () => undefined;
  @state() private busy = false;
  @query('input[type=password]') private readonly field!: HTMLInputElement | null;

  override connectedCallback(): void {
    addSheet('login', loginStyles);
    super.connectedCallback();
  }

  protected override firstUpdated(): void {
    this.field?.focus();
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.field) return;
    this.busy = true;
    this.problem = '';
    try {
      await logIn(this.field.value);
      this.done();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      await this.updateComplete;
      this.field?.select();
    }
    this.busy = false;
  }

  protected override render(): TemplateResult {
    return html`<div class="dockerman">
      <form class="dm-login" @submit=${(event: Event) => this.#submit(event)}>
        <h1>${icon('container')} ${_('Docker')}</h1>
        <input type="text" name="username" value="admin" autocomplete="username" hidden aria-hidden="true" />
        <label class="dm-field"
          ><span>${_('Password')}</span>
          <input
            type="password"
            name="password"
            autocomplete="current-password"
            required
            aria-describedby="dm-login-note"
        /></label>
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
