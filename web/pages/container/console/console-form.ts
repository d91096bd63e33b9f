import { html, nothing, type TemplateResult } from 'lit';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { ConsoleSupport } from '../../../model/engine';

/** What is typed into the form, and what its buttons do. */
export interface ConsoleForm {
  readonly command: string;
  readonly user: string;
  /** The shown console has ended: the next one takes its place. */
  readonly again: boolean;
  /** The shown console is open. */
  readonly open: boolean;
  typed(field: 'command' | 'user', value: string): void;
  exec(): void;
  attach(): void;
  disconnect(): void;
}

const valueOf = (event: Event) => (event.target as HTMLInputElement).value;

function fields(form: ConsoleForm): TemplateResult {
  return html`<label class="dm-inline"
      ><span>${_('Command')}</span>
      <input
        type="text"
        class="dm-mono"
        placeholder="bash, ash, sh"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${form.command}
        @input=${(event: Event) => form.typed('command', valueOf(event))}
    /></label>
    <label class="dm-inline"
      ><span>${_('User')}</span>
      <input
        type="text"
        class="dm-user"
        placeholder=${_('default')}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${form.user}
        @input=${(event: Event) => form.typed('user', valueOf(event))}
    /></label>
    <button type="submit" class="btn cbi-button cbi-button-action">
      ${icon('terminal')}<span>${form.again ? _('Open again') : _('Open')}</span>
    </button>`;
}

/** What opens consoles. */
export function consoleForm(support: ConsoleSupport, form: ConsoleForm): TemplateResult {
  return html`<form
    class="dm-bar"
    @submit=${(event: Event) => {
      event.preventDefault();
      form.exec();
    }}
  >
    ${support.exec ? fields(form) : nothing}
    ${
      support.attach
        ? html`<button
            type="button"
            class="btn cbi-button"
            title=${_('The terminal of the first process of the container')}
            @click=${() => form.attach()}
          >
            ${icon('plug')}<span>${_('Attach')}</span>
          </button>`
        : nothing
    }
    ${
      form.open
        ? html`<button
            type="button"
            class="btn cbi-button"
            title=${support.kept ? _('The console goes on on the router, and is found again here.') : nothing}
            @click=${() => form.disconnect()}
          >
            ${icon('close')}<span>${_('Disconnect')}</span>
          </button>`
        : nothing
    }
  </form>`;
}
