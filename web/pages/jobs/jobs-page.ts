import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { allows, type App } from '../../app/context';
import { addSheet } from '../../elements/add-sheet';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { FileOnItsWay } from '../../model/files-on-their-way';
import { hasArrived } from '../../model/files-on-their-way';
import type { JobRow } from '../../model/job-progress';
import { Subscription } from '../../model/subscription';
import jobStyles from '../../styles/jobs.css?inline';
import { fileRow } from './file-row';
import { jobRole } from './job-words';
import './job-view';

const rank: Readonly<Record<JobRow['state'], number>> = {
  failed: 0,
  interrupted: 0,
  running: 1,
  done: 2,
  cancelled: 2,
};

/** Long work, wherever it was started: what failed on top, then what is at work, then what has ended. And the files of this tab. */
@customElement('dm-jobs-page')
export class JobsPage extends LightElement {
  @property({ attribute: false }) app!: App;
  readonly #jobs = new Subscription(this, () => this.app.engine.jobs);
  readonly #downloads = new Subscription(this, () => this.app.engine.downloads);
  readonly #uploads = new Subscription(this, () => this.app.engine.uploads);
  readonly #role = new Subscription(this, () => this.app.engine.role);

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('jobs', jobStyles);
    this.app.host.setTitle(_('Jobs'));
  }

  /** Jobs that have ended and that this session may take from the list. */
  #ended(): readonly JobRow[] {
    const rows = this.#jobs.value?.rows ?? [];
    return rows.filter((row) => row.state !== 'running' && allows(this.#role.value, jobRole(row)));
  }

  async #clear(): Promise<void> {
    const { jobs, downloads, uploads } = this.app.engine;
    for (const table of [downloads, uploads])
      for (const file of table.value) if (hasArrived(file)) table.forget(file.id);
    const results = await Promise.allSettled(this.#ended().map((row) => jobs.forget(row.id)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed)
      this.app.notes.error(failed.reason instanceof Error ? failed.reason.message : String(failed.reason));
  }

  #head(clearable: boolean): TemplateResult {
    return html`<div class="dm-container-head dm-jobs-head">
      <h2 tabindex="-1" data-arrive>${_('Jobs')}</h2>
      <span class="dm-space"></span>
      ${
        clearable
          ? html`<button type="button" class="btn cbi-button" @click=${() => void this.#clear()}>
              ${icon('remove')}<span>${_('Clear ended')}</span>
            </button>`
          : nothing
      }
    </div>`;
  }

  #files(files: readonly FileOnItsWay[]): TemplateResult | typeof nothing {
    if (files.length === 0) return nothing;
    const unfinished = files.some((file) => !hasArrived(file));
    return html`<section class="dm-jobs" aria-label=${_('Files of this tab')}>
      <h3>${_('Files of this tab')}</h3>
      ${unfinished ? html`<p class="dm-dim">${_('They end when this tab is closed.')}</p>` : nothing}
      ${repeat(
        files,
        ({ id }) => id,
        (file) => fileRow(this.app, file),
      )}
    </section>`;
  }

  #list(rows: readonly JobRow[], empty: boolean): TemplateResult | typeof nothing {
    const snapshot = this.#jobs.value;
    if (snapshot?.phase === 'failed' && rows.length === 0)
      return html`<div class="dm-empty" role="alert">
        ${icon('warning')}
        <h3>${_('The jobs cannot be listed')}</h3>
        <p>${snapshot.failure?.message ?? ''}</p>
        <button type="button" class="btn cbi-button" @click=${() => void this.app.engine.jobs.refresh()}>
          ${_('Try now')}
        </button>
      </div>`;
    if (snapshot?.phase === 'loading')
      return html`<div class="dm-loading" role="status">${_('Loading')}</div>`;
    if (rows.length > 0)
      return html`<section class="dm-jobs" aria-label=${_('Jobs')}>
        ${repeat(
          [...rows].sort((a, b) => rank[a.state] - rank[b.state]),
          ({ id }) => id,
          ({ id }) => html`<dm-job .app=${this.app} .job=${id}></dm-job>`,
        )}
      </section>`;
    if (!empty) return nothing;
    return html`<div class="dm-empty">
      ${icon('jobs')}
      <h3>${_('Nothing is at work')}</h3>
      <p>
        ${_('Pulls, builds, exports and other long work show here, also that of other browsers. It goes on when the page is left.')}
      </p>
    </div>`;
  }

  protected override render(): TemplateResult {
    const files = [...(this.#downloads.value ?? []), ...(this.#uploads.value ?? [])].sort(
      (a, b) => b.started - a.started,
    );
    const rows = this.#jobs.value?.rows ?? [];
    const clearable = this.#ended().length > 0 || files.some(hasArrived);
    return html`${this.#head(clearable)} ${this.#files(files)} ${this.#list(rows, files.length === 0)}`;
  }
}
