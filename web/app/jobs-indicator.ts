import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { count, percent } from '../elements/format';
import { LightElement } from '../elements/light-element';
import { _, N_ } from '../host/translate';
import { icon } from '../icons/icon';
import { hasArrived, type FileOnItsWay } from '../model/files-on-their-way';
import { jobFraction, type JobRow } from '../model/job-progress';
import { Subscription } from '../model/subscription';
import { jobTitle } from '../pages/jobs/job-words';
import type { App } from './context';

/** Circumference of the ring. */
const around = 2 * Math.PI * 6;

/**
 * How much is at work, in the header: a ring that closes, and a number that leads to the jobs. While nothing is at work, the way to
 * what has ended; nothing where there is none.
 */
@customElement('dm-jobs-indicator')
export class JobsIndicator extends LightElement {
  @property({ attribute: false }) app!: App;
  readonly #jobs = new Subscription(this, () => this.app.engine.jobs);
  readonly #downloads = new Subscription(this, () => this.app.engine.downloads);
  readonly #uploads = new Subscription(this, () => this.app.engine.uploads);
  /** Whether jobs and files were at work when they were seen last: how they end is told. */
  readonly #seen = new Map<string, boolean>();
  #first = true;

  protected override updated(): void {
    for (const row of this.#jobs.value?.rows ?? []) {
      // what had ended before the page was opened is no news
      if (this.#first) this.#seen.set(row.id, row.state === 'running');
      this.#tell(row.id, row.state === 'running', () => this.#jobEnded(row));
    }
    if (this.#jobs.value?.phase === 'live') this.#first = false;
    for (const file of this.#files()) this.#tell(file.id, !hasArrived(file), () => this.#fileEnded(file));
  }

  #files(): readonly FileOnItsWay[] {
    return [...(this.#downloads.value ?? []), ...(this.#uploads.value ?? [])];
  }

  #tell(id: string, working: boolean, ended: () => void): void {
    // a short one is met when it has ended already
    const before = this.#seen.get(id) ?? true;
    this.#seen.set(id, working);
    if (before && !working) ended();
  }

  #jobEnded(row: JobRow): void {
    const title = jobTitle(row);
    if (row.state === 'done') this.app.notes.done(_('%s: done', title));
    else if (row.state === 'failed' || row.state === 'interrupted')
      this.app.notes.error(row.message === '' ? _('%s: failed', title) : `${title}: ${row.message}`);
  }

  #fileEnded({ state, name, message, direction }: FileOnItsWay): void {
    if (state === 'failed') this.app.notes.error(`${name}: ${message}`);
    else if (state === 'done' && direction === 'down') this.app.notes.done(_('%s has arrived', name));
  }

  /** Nothing is at work: the way to what has ended, and how much of it failed. */
  #ended(): TemplateResult | typeof nothing {
    const all = [...(this.#jobs.value?.rows ?? []), ...this.#files()];
    if (all.length === 0) return nothing;
    const failed = all.filter(({ state }) => state === 'failed' || state === 'interrupted').length;
    const words = failed === 0 ? '' : _('%s failed', count(failed));
    const label = failed === 0 ? _('Jobs') : `${_('Jobs')}: ${words}`;
    return html`<a class="dm-bare" href=${this.app.host.href(['jobs'])} aria-label=${label} title=${label}
      >${icon('jobs')}${failed === 0 ? nothing : html` <span class="dm-bad">${words}</span>`}</a
    >`;
  }

  protected override render(): TemplateResult | typeof nothing {
    const jobs = (this.#jobs.value?.rows ?? []).filter((row) => row.state === 'running');
    const uploading = new Set(jobs.map(({ id }) => id));
    // an upload and the job that takes it are one thing
    const files = this.#files().filter((file) => !hasArrived(file) && !uploading.has(file.job));
    const number = jobs.length + files.length;
    if (number === 0) return this.#ended();
    const known = [...jobs.map(jobFraction), ...files.map(({ progress }) => progress.fraction)];
    const fractions = known.filter((one) => one !== undefined);
    const share = known.reduce<number>((sum, one) => sum + (one ?? 0), 0) / number;
    const words = N_(number, '%s job', '%s jobs', number);
    const label = fractions.length > 0 ? _('%s at work, %s', words, percent(share)) : _('%s at work', words);
    return html`<a
      class="dm-bare dm-jobs-link"
      href=${this.app.host.href(['jobs'])}
      aria-label=${label}
      title=${label}
    >
      <svg class="dm-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        ${svg`<circle cx="8" cy="8" r="6" opacity="0.3"></circle>
        <circle cx="8" cy="8" r="6" transform="rotate(-90 8 8)" stroke-dasharray=${`${(fractions.length > 0 ? share : 0.25) * around} ${around}`}></circle>`}
      </svg>
      <span class="dm-number">${words}</span></a
    >`;
  }
}
