import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../../app/context';
import { LightElement } from '../../../elements/light-element';
import { _ } from '../../../host/translate';
import { plainText } from '../../../elements/control-sequences';
import { Subscription } from '../../../model/subscription';

/** The last lines that a container wrote before it failed, and the way to all of them. */
@customElement('dm-last-lines')
export class LastLines extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() container = '';
  @property() override id = '';
  readonly #log = new Subscription(this, () => this.app.engine.logs(this.id, { tail: 10, follow: false }));

  /** The last line is the most telling one. */
  protected override updated(): void {
    const lines = this.querySelector('pre');
    if (lines) lines.scrollTop = lines.scrollHeight;
  }

  protected override render(): TemplateResult | typeof nothing {
    const lines = this.#log.value?.lines ?? [];
    if (lines.length === 0) return nothing;
    return html`<pre class="dm-last-lines" tabindex="0" aria-label=${_('Last lines of the log')}>
${lines.map((line) => plainText(line.text)).join('\n')}</pre>
      <a href=${this.app.host.href(['containers', this.container, 'logs'])}>${_('All of the log')}</a>`;
  }
}
