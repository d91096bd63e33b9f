import { html, type TemplateResult } from 'lit';
import { _ } from '../../../host/translate';

const keys: readonly (readonly [label: string, text: string])[] = [
  ['Esc', '\u001b'],
  ['Tab', '\t'],
  ['Ctrl C', '\u0003'],
  ['Ctrl D', '\u0004'],
  ['Ctrl Z', '\u001a'],
  ['↑', '\u001b[A'],
  ['↓', '\u001b[B'],
  ['←', '\u001b[D'],
  ['→', '\u001b[C'],
  ['|', '|'],
  ['/', '/'],
  ['-', '-'],
  ['~', '~'],
];

/** Keys that a phone's keyboard has not. They do not take the focus, so the keyboard stays open. */
export function extraKeys(send: (text: string) => void): TemplateResult {
  return html`<div class="dm-extra-keys" role="toolbar" aria-label=${_('Keys')}>
    ${keys.map(
      ([label, text]) =>
        html`<button
          type="button"
          class="dm-bare dm-mono"
          @pointerdown=${(event: Event) => event.preventDefault()}
          @click=${() => send(text)}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}
