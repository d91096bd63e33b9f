import { html, type TemplateResult } from 'lit';
import { _ } from '../host/translate';

function keys(names: readonly string[], text: string): TemplateResult {
  return html`<dt>${names.map((name) => html`<kbd>${name}</kbd> `)}</dt>
    <dd>${text}</dd>`;
}

/** The keys of the application, for the help dialog. */
export function keyboardHelp(): TemplateResult {
  return html`<dl class="dm-keys">
    ${keys(['/'], _('Search'))} ${keys(['↑', '↓'], _('Move in the list'))} ${keys(['Enter'], _('Open'))}
    ${keys([_('Space')], _('Select'))} ${keys(['←', '→'], _('Fold and unfold a stack'))}
    ${keys(['Shift', 'F10'], _('Menu of the container'))} ${keys(['1', '…', '5'], _('Tabs of a container'))}
    ${keys(['Esc'], _('Clear the search, close, go back to the list'))} ${keys(['?'], _('This help'))}
  </dl>`;
}
