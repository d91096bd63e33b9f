import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { App } from '../../../app/context';
import '../../../elements/copy-button';
import { LightElement } from '../../../elements/light-element';
import { _ } from '../../../host/translate';
import { icon } from '../../../icons/icon';
import type { Detail } from '../../../model/collection';
import { foundPaths, isBranch, type JsonValue } from './json-value';
import { treeNode, type TreeContext } from './tree';

/** Everything that the engine says about one thing, as a folding tree or as JSON. */
@customElement('dm-inspect-tab')
export class InspectTab extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) detail: Detail<{ readonly inspect: unknown }> | undefined;
  @state() private query = '';
  @state() private raw = false;
  @state() private open: ReadonlySet<string> = new Set([
    '',
    '/State',
    '/Config',
    '/HostConfig',
    '/NetworkSettings',
  ]);

  #toggle = (path: string): void => {
    const open = new Set(this.open);
    if (!open.delete(path)) open.add(path);
    this.open = open;
  };

  #tree(value: JsonValue): TemplateResult {
    const query = this.query.trim().toLowerCase();
    const found = query === '' ? undefined : foundPaths(value, query);
    if (found?.size === 0) return html`<p class="dm-dim">${_('Nothing found.')}</p>`;
    const context: TreeContext = { open: this.open, found, query, toggle: this.#toggle };
    const entries = isBranch(value) ? Object.entries(value) : [];
    return html`<ul class="dm-tree dm-mono">
      ${entries.map(([key, child]) => treeNode(context, key, child, ''))}
    </ul>`;
  }

  protected override render(): TemplateResult {
    const inspect = this.detail?.value?.inspect;
    if (inspect === undefined) return html`<div class="dm-loading" role="status">${_('Loading')}</div>`;
    const text = () => JSON.stringify(inspect, null, 2);
    return html`<div class="dm-bar">
        <label class="dm-search"
          ><span class="dm-hidden">${_('Search names and values')}</span>${icon('search')}
          <input
            type="search"
            placeholder=${_('Search names and values')}
            .value=${this.query}
            ?disabled=${this.raw}
            @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)}
        /></label>
        <span class="dm-space"></span>
        <button
          type="button"
          class="dm-bare"
          aria-pressed=${this.raw ? 'true' : 'false'}
          @click=${() => (this.raw = !this.raw)}
        >
          ${icon('braces')}<span>${_('JSON')}</span>
        </button>
        <dm-copy wide .text=${text} label=${_('Copy JSON')}></dm-copy>
      </div>
      ${
        this.raw
          ? html`<pre class="dm-json dm-mono" tabindex="0" aria-label=${_('JSON')}>${text()}</pre>`
          : this.#tree(inspect as JsonValue)
      } `;
  }
}
