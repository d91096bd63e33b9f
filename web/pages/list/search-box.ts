import { html, type TemplateResult } from 'lit';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';

/** The field that a list is searched by; the slash goes to it. `label` says what is searched. */
export function searchBox(label: string, query: string, search: (query: string) => void): TemplateResult {
  return html`<label class="dm-search"
    ><span class="dm-hidden">${label}</span>${icon('search')}
    <input
      type="search"
      placeholder=${_('Search')}
      autocomplete="off"
      spellcheck="false"
      aria-keyshortcuts="/"
      .value=${query}
      @input=${(event: Event) => search((event.target as HTMLInputElement).value)}
  /></label>`;
}
