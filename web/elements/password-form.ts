import { html, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { _ } from '../host/translate';
import { LightElement } from './light-element';

/** A form for one password: sends it, and says in place what was wrong with it. Who inherits says where it goes. */
export abstract class PasswordForm extends LightElement {
  /** What is wrong; empty where nothing is. */
  @property() problem = '';
  @state() protected busy = false;
  /** The password that was sent was not taken. */
  @state() private refused = false;
  @query('input[type=password]') protected readonly field!: HTMLInputElement | null;

  /** Sends the password; rejects with a sentence. */
  protected abstract send(password: string): Promise<void>;

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.field) return;
    this.busy = true;
    this.problem = '';
    this.refused = false;
    try {
      await this.send(this.field.value);
    } catch (error) {
      this.refused = true;
      this.problem = error instanceof Error ? error.message : String(error);
      await this.updateComplete;
      this.field?.select();
    }
    this.busy = false;
  }

  /** The field, with a name beside it for password managers; the element of the id `describedBy` tells more. */
  protected fields(describedBy: string): TemplateResult {
    return html`<input
        type="text"
        name="username"
        value="admin"
        autocomplete="username"
        hidden
        aria-hidden="true"
      />
      <label class="dm-field"
        ><span>${_('Password')}</span>
        <input
          type="password"
          name="password"
          autocomplete="current-password"
          required
          aria-invalid=${this.refused ? 'true' : 'false'}
          aria-describedby=${describedBy}
      /></label>`;
  }
}
