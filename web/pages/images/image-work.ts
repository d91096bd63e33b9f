import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { App } from '../../app/context';
import { addSheet } from '../../elements/add-sheet';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import { Subscription } from '../../model/subscription';
import jobStyles from '../../styles/jobs.css?inline';
import { fileRow } from '../jobs/file-row';
import '../jobs/job-view';
import { imagesView } from './view-state';

const operations = new Set([
  'ImageCreate',
  'ImagePush',
  'ImageBuild',
  'ImageLoad',
  'ImagePrune',
  'ImageGet',
  'ImageGetAll',
]);

/** Work on images, wherever it was started: while it goes on, and what came of it as long as the pages of images are open. */
@customElement('dm-image-work')
export class ImageWork extends LightElement {
  @property({ attribute: false }) app!: App;
  readonly #jobs = new Subscription(this, () => this.app.engine.jobs);
  readonly #downloads = new Subscription(this, () => this.app.engine.downloads);
  readonly #shown = new Subscription(this, () => imagesView(this.app).work);
  readonly #running = new Set<string>();

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('jobs', jobStyles);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // what went well need not be told at the next visit
    const { work } = imagesView(this.app);
    const all = [...(this.#jobs.value?.rows ?? []), ...(this.#downloads.value ?? [])];
    work.remove(all.filter(({ state }) => state === 'done').map(({ id }) => id));
  }

  protected override willUpdate(): void {
    const { work } = imagesView(this.app);
    let ended = false;
    for (const { id, state, operation } of this.#jobs.value?.rows ?? []) {
      if (state !== 'running') ended = this.#running.delete(id) || ended;
      else if (operations.has(operation)) {
        work.add(id);
        this.#running.add(id);
      }
    }
    // not every end has an event: a build without a name has none
    if (ended) void this.app.engine.images.source().then((images) => images.refresh());
  }

  protected override render(): TemplateResult | typeof nothing {
    const shown = this.#shown.value ?? new Set();
    const jobs = (this.#jobs.value?.rows ?? []).filter(({ id }) => shown.has(id));
    const files = (this.#downloads.value ?? []).filter(({ id }) => shown.has(id));
    if (jobs.length === 0 && files.length === 0) return nothing;
    return html`<section class="dm-jobs" aria-label=${_('Work on images')}>
      ${files.map((file) => fileRow(this.app, file))}
      ${repeat(
        jobs,
        ({ id }) => id,
        ({ id }) => html`<dm-job .app=${this.app} .job=${id}></dm-job>`,
      )}
    </section>`;
  }
}
