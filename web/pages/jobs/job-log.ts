import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { App } from '../../app/context';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import { Subscription } from '../../model/subscription';

/** The last lines of a job; goes on at the end while the reader is there. */
@customElement('dm-job-log')
export class JobLogView extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() job = '';
  readonly #log = new Subscription(this, () => this.app.engine.jobs.log(this.job));
  #atEnd = true;

  protected override updated(): void {
    const box = this.querySelector('pre');
    if (box && this.#atEnd) box.scrollTop = box.scrollHeight;
  }

  #scrolled(event: Event): void {
    const box = event.currentTarget as HTMLElement;
    this.#atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 24;
  }

  protected override render(): TemplateResult {
    const log = this.#log.value;
    const lines = log?.lines ?? [];
    if (lines.length === 0)
      return html`<p class="dm-dim" role="status">
        ${log?.phase === 'failed' ? (log.failure?.message ?? '') : log?.phase === 'ended' ? _('It has said nothing.') : _('Nothing yet')}
      </p>`;
    return html`<pre
        class="dm-job-lines"
        tabindex="0"
        role="log"
        aria-label=${_('Log')}
        @scroll=${(event: Event) => this.#scrolled(event)}
      >
${lines.join('\n')}</pre>
      ${log?.phase === 'failed' ? html`<p class="dm-bad">${log.failure?.message}</p>` : nothing}`;
  }
}
