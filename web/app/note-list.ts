import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../elements/light-element';
import { icon } from '../icons/icon';
import { _ } from '../host/translate';
import { Subscription } from '../model/subscription';
import type { Notes } from './notes';

/** The notes in the corner, read out by screen readers as they come. */
@customElement('dm-notes')
export class NoteList extends LightElement {
  @property({ attribute: false }) notes!: Notes;
  readonly #list = new Subscription(this, () => this.notes);

  protected override render(): TemplateResult {
    return html`<div class="dm-notes" role="log" aria-live="polite" aria-label=${_('Messages')}>
      ${repeat(
        this.#list.value ?? [],
        (note) => note.id,
        (note) =>
          html`<div class="dm-note dm-${note.kind}">
            <div>${note.text}</div>
            <button
              type="button"
              class="dm-bare"
              aria-label=${_('Close message')}
              @click=${() => this.notes.close(note.id)}
            >
              ${icon('close')}
            </button>
          </div>`,
      )}
    </div>`;
  }
}
