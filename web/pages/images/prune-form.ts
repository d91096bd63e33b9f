import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { bytes, count, duration } from '../../elements/format';
import { _, N_ } from '../../host/translate';
import { imageName, shortId, type ImageRow } from '../../model/image-row';
import { Subscription } from '../../model/subscription';
import { choice } from './form-fields';
import { ImageForm } from './image-form';
import { pruned, pruneFilters, type PruneChoice } from './prune-plan';
import { startJob } from './start-job';
import { usesOf } from './uses';

const day = 86_400_000;
const ages = [0, 1, 7, 30, 90, 365].map((days) => days * day);

/** Removes images that nobody uses; shows beforehand which those are. */
@customElement('dm-prune-form')
export class PruneForm extends ImageForm {
  protected readonly form = 'prune';
  protected readonly heading = _('Remove unused images');
  protected readonly confirm = _('Remove');
  protected override readonly danger = true;
  protected override readonly defaults = { which: 'dangling', age: '0' };
  readonly #images = new Subscription(this, () => this.app.engine.images);
  readonly #containers = new Subscription(this, () => this.app.engine.containers);
  readonly #now = Date.now();

  get #choice(): PruneChoice {
    const age = Number(this.value('age'));
    return { unused: this.value('which') === 'unused', olderThan: ages.includes(age) ? age : 0 };
  }

  #going(): readonly ImageRow[] {
    const uses = usesOf(this.#containers.value?.rows ?? []);
    return pruned(this.#images.value?.rows ?? [], uses, this.#choice, this.#now);
  }

  /** What is not known for sure is not removed. */
  get #known(): boolean {
    return this.#images.value?.phase === 'live' && this.#containers.value?.phase === 'live';
  }

  protected override get blocked(): boolean {
    return !this.#known || this.#going().length === 0;
  }

  #radio(which: string, label: string, hint: string): TemplateResult {
    return choice('which', which, this.value('which'), label, hint);
  }

  #preview(): TemplateResult {
    if (!this.#known) return html`<p class="dm-dim" role="status">${_('Loading images')}</p>`;
    const going = this.#going();
    if (going.length === 0)
      return html`<p class="dm-dim" role="status">${_('There is nothing to remove.')}</p>`;
    const sum = going.reduce((all, { size }) => all + size, 0);
    return html`<p role="status">
        <strong>${N_(going.length, '%s image goes', '%s images go', count(going.length))}</strong>
        <span class="dm-dim">${_('up to %s; layers that other images share stay', bytes(sum))}</span>
      </p>
      <ul class="dm-plain dm-going dm-preview" tabindex="0" aria-label=${_('What goes')}>
        ${going.map(
          (row) =>
            html`<li>
              <span class="dm-mono">${row.tags.length === 0 ? imageName(row) : row.tags.join(', ')}</span>
              <span class="dm-dim dm-number"
                >${shortId(row.id)} ·
                ${bytes(row.size)}${
                  row.created === 0 ? nothing : html` · ${duration(this.#now - row.created)}`
                }</span
              >
            </li>`,
        )}
      </ul>`;
  }

  protected fields(): TemplateResult {
    return html`<fieldset class="dm-choices">
        <legend>${_('Which')}</legend>
        ${this.#radio('dangling', _('Dangling'), _('without a name, left behind by builds and newer pulls'))}
        ${this.#radio('unused', _('All that no container uses'), _('also those with a name; stopped containers count as users'))}
      </fieldset>
      <label class="dm-field"
        ><span>${_('Built before')}</span>
        <select name="age">
          ${ages.map(
            (age) =>
              html`<option value=${String(age)} ?selected=${this.value('age') === String(age)}>
                ${age === 0 ? _('of any age') : _('more than %s ago', duration(age))}
              </option>`,
          )}
        </select>
      </label>
      ${this.#preview()}`;
  }

  protected send(): Promise<string | undefined> {
    return startJob(this.app, {
      operation: 'ImagePrune',
      parameters: { filters: pruneFilters(this.#choice, this.#now) },
    });
  }
}
