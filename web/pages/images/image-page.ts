import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { allows, type App } from '../../app/context';
import { addSheet } from '../../elements/add-sheet';
import { bytes } from '../../elements/format';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import { icon } from '../../icons/icon';
import type { Detail } from '../../model/collection';
import { imageName, shortId, type ImageRow } from '../../model/image-row';
import type { ImageDetails } from '../../model/image-details';
import type { Images } from '../../model/images';
import { Store } from '../../model/store';
import { Subscription } from '../../model/subscription';
import pageStyles from '../../styles/container.css?inline';
import '../container/inspect/inspect-tab';
import { imageFacts } from './image-facts';
import { imageActions } from './image-menu';
import './image-work';
import { askRemove } from './remove-dialog';
import { saveImages } from './save';
import { steps } from './steps';
import { usersOf, usesOf } from './uses';

/** One image by (the beginning of) its id: its names, what it starts, its layers, who uses it, and all that the engine says of it. */
@customElement('dm-image-page')
export class ImagePage extends LightElement {
  @property({ attribute: false }) app!: App;
  /** The beginning of an id, as in the address. */
  @property() image = '';
  @state() private images: Images | undefined;
  readonly #rows = new Subscription(this, () => this.app.engine.images);
  readonly #containers = new Subscription(this, () => this.app.engine.containers);
  readonly #role = new Subscription(this, () => this.app.engine.role);
  readonly #detail = new Subscription(this, () => this.#details());
  readonly #nothing = new Store<Detail<ImageDetails>>({ phase: 'loading' });
  #asked: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('container', pageStyles);
    void this.app.engine.images.source().then(
      (images) => (this.images = images),
      () => undefined,
    );
  }

  /** The row is looked up by the list: an address holds the beginning of an id. */
  get #row(): ImageRow | undefined {
    return this.#rows.value?.rows.find(
      (row) => shortId(row.id).startsWith(this.image) || row.id === this.image,
    );
  }

  #details() {
    const id = this.#row?.id;
    return id === undefined ? this.#nothing : (this.images?.details(id) ?? this.#nothing);
  }

  protected override willUpdate(): void {
    const id = this.images && this.#row?.id;
    if (id === this.#asked) return;
    this.#asked = id;
    this.#detail.refresh();
    this.app.host.setTitle(this.#row ? imageName(this.#row) : this.image);
  }

  #absent(): TemplateResult {
    const { phase, failure } = this.#rows.value ?? {};
    if (phase === 'failed')
      return html`<div class="dm-empty" role="alert">
        ${icon('warning')}
        <h3 tabindex="-1" data-arrive>${_('%s cannot be shown', this.image)}</h3>
        <p>${failure?.message ?? _('No answer came.')}</p>
      </div>`;
    if (phase !== 'live')
      return html`<div class="dm-loading" role="status">${_('Loading %s', this.image)}</div>`;
    return html`<div class="dm-empty">
      ${icon('stack')}
      <h3 tabindex="-1" data-arrive>${_('There is no image %s', this.image)}</h3>
      <p class="dm-dim">${_('It has been removed.')}</p>
      <a class="btn cbi-button" href=${this.app.host.href(['images'])}>${_('All images')}</a>
    </div>`;
  }

  #head(row: ImageRow): TemplateResult {
    const { app } = this;
    const users = usersOf(usesOf(this.#containers.value?.rows ?? []), row);
    const remove = async () => {
      if (await askRemove(app, [{ row, users }])) app.host.navigate(['images']);
    };
    return html`<div class="dm-container-head">
      <a class="dm-bare" href=${app.host.href(['images'])} aria-label=${_('All images')}>${icon('left')}</a>
      <h2 tabindex="-1" data-arrive>${imageName(row)}</h2>
      <span class="dm-dim dm-number">${bytes(row.size)}</span>
      <span class="dm-space"></span>
      ${
        allows(this.#role.value, 'admin') && !row.gone
          ? html`<div class="dm-tools dm-container-tools">
              <button type="button" class="btn cbi-button" @click=${() => void saveImages(app, [row])}>
                ${icon('download')}<span>${_('Save')}</span>
              </button>
              <button type="button" class="btn cbi-button cbi-button-negative" @click=${() => void remove()}>
                ${icon('remove')}<span>${_('Remove')}</span>
              </button>
              <button
                type="button"
                class="btn cbi-button"
                aria-haspopup="menu"
                aria-expanded="false"
                aria-label=${_('More')}
                title=${_('More')}
                @click=${(event: Event) =>
                  void app.menu(event.currentTarget as HTMLElement, imageName(row), () =>
                    imageActions(app, row, users).filter((item) => item !== 'line' && !item.danger),
                  )}
              >
                ${icon('more')}
              </button>
            </div>`
          : nothing
      }
    </div>`;
  }

  protected override render(): TemplateResult {
    const row = this.#row;
    if (!row) return this.#absent();
    const detail = this.#detail.value;
    const details = detail?.value;
    const acts = allows(this.#role.value, 'admin');
    return html`${this.#head(row)}
      ${
        row.gone
          ? html`<p class="dm-alert dm-alert-error" role="status">${_('It has been removed.')}</p>`
          : nothing
      }
      <dm-image-work .app=${this.app}></dm-image-work>
      ${
        detail?.phase === 'failed' && !details
          ? html`<div class="dm-alert dm-alert-error" role="alert">${detail.failure?.message ?? ''}</div>`
          : nothing
      }
      ${imageFacts(this.app, row, details, usersOf(usesOf(this.#containers.value?.rows ?? []), row), acts)}
      ${details ? steps(details) : nothing}
      ${
        details
          ? html`<section class="dm-section">
              <details class="dm-pairs">
                <summary><h3>${_('Inspect')}</h3></summary>
                <dm-inspect-tab .app=${this.app} .detail=${detail}></dm-inspect-tab>
              </details>
            </section>`
          : nothing
      }`;
  }
}
