import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { allows, type App } from '../../app/context';
import { addSheet } from '../../elements/add-sheet';
import { Clock } from '../../elements/clock';
import { count, dateTime, duration } from '../../elements/format';
import { LightElement } from '../../elements/light-element';
import { progressBar, progressWords } from '../../elements/progress-bar';
import { stateDot } from '../../elements/state-dot';
import { _, N_ } from '../../host/translate';
import { icon } from '../../icons/icon';
import { jobProgress, type JobRow } from '../../model/job-progress';
import { Subscription } from '../../model/subscription';
import jobStyles from '../../styles/jobs.css?inline';
import './job-log';
import { jobParts } from './job-parts';
import { jobResult, jobRole, jobState, jobTitle } from './job-words';

/**
 * A job wherever it is shown, also beside what started it: what it does, how far it is, its layers and its log folded away, and what can be
 * done about it. Give it the job's id; it follows by itself, and shows nothing once the job is forgotten.
 */
@customElement('dm-job')
export class JobView extends LightElement {
  @property({ attribute: false }) app!: App;
  /** The job's id. */
  @property() job = '';
  @state() private logShown = false;
  @state() private busy = false;
  @state() private error = '';
  readonly #jobs = new Subscription(this, () => this.app.engine.jobs);
  readonly #role = new Subscription(this, () => this.app.engine.role);
  readonly #clock = new Clock(this, 5000);

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('jobs', jobStyles);
  }

  async #do(what: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.error = '';
    try {
      await what();
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
    }
    this.busy = false;
  }

  #button(label: string, name: 'close' | 'remove' | 'download', what: () => Promise<void>): TemplateResult {
    return html`<button
      type="button"
      class="btn cbi-button"
      ?disabled=${this.busy}
      @click=${() => void this.#do(what)}
    >
      ${icon(name)}<span>${label}</span>
    </button>`;
  }

  #buttons(row: JobRow): TemplateResult | typeof nothing {
    const { jobs, downloads } = this.app.engine;
    if (!allows(this.#role.value, jobRole(row))) return nothing;
    if (row.state === 'running') return this.#button(_('Cancel'), 'close', () => jobs.cancel(row.id));
    const fetched = row.state === 'done' && row.file !== '' && allows(this.#role.value, 'admin');
    return html`${fetched ? this.#button(_('Download'), 'download', () => downloads.fetchFile(row.id)) : nothing}
    ${this.#button(_('Forget'), 'remove', () => jobs.forget(row.id))}`;
  }

  #time(row: JobRow): TemplateResult {
    const { now } = this.#clock;
    const ended = row.ended ?? undefined;
    const words =
      ended === undefined
        ? _('since %s', duration(now - row.started))
        : _('%s ago, took %s', duration(now - ended), duration(ended - row.started));
    return html`<span class="dm-dim" title=${dateTime(row.started)}
      >${row.user === '' ? words : _('%s, by %s', words, row.user)}</span
    >`;
  }

  #details(row: JobRow): TemplateResult {
    const layers = row.parts.length;
    return html`${
        layers === 0
          ? nothing
          : html`<details class="dm-job-parts">
              <summary>${N_(layers, '%s layer', '%s layers', count(layers))}</summary>
              ${jobParts(row.parts)}
            </details>`
      }
      <details
        @toggle=${(event: Event) => (this.logShown = (event.currentTarget as HTMLDetailsElement).open)}
      >
        <summary>${_('Log')}</summary>
        ${this.logShown ? html`<dm-job-log .app=${this.app} .job=${row.id}></dm-job-log>` : nothing}
      </details>`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const row = this.#jobs.value?.rows.find(({ id }) => id === this.job);
    if (!row) return nothing;
    const title = jobTitle(row);
    const progress = jobProgress(row);
    const bad = row.state === 'failed' || row.state === 'interrupted';
    const result = row.state === 'done' ? jobResult(row) : '';
    return html`<article class="dm-job ${bad ? 'dm-alert dm-alert-error' : ''}" aria-label=${title}>
      <div class="dm-job-line">
        <strong class="dm-job-title">${title}</strong>
        <span role="status">${stateDot(jobState(row.state))}</span>
        ${this.#time(row)}
        <span class="dm-space"></span>
        ${this.#buttons(row)}
      </div>
      ${
        row.state === 'running'
          ? html`${progressBar(title, progress)}
              <div class="dm-figures">${progressWords(progress).join(' · ')}</div>`
          : nothing
      }
      ${result === '' ? nothing : html`<p class="dm-mono dm-job-said">${result}</p>`}
      ${row.message === '' || row.message === result ? nothing : html`<p class="dm-job-said ${bad ? '' : 'dm-dim'}">${row.message}</p>`}
      ${this.error === '' ? nothing : html`<div class="dm-alert dm-alert-error" role="alert">${this.error}</div>`}
      ${this.#details(row)}
    </article>`;
  }
}
