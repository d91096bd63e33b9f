import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import '../../app/lazy-page';
import type { App } from '../../app/context';
import { addSheet } from '../../elements/add-sheet';
import { LightElement } from '../../elements/light-element';
import imageStyles from '../../styles/images.css?inline';
import './build-form';
import './image-page';
import './images-page';
import './load-form';
import './prune-form';
import './pull-form';
import './registries-form';

/** What the address names below `images`: the list, one image, or a form. */
@customElement('dm-images-section')
export class ImagesSection extends LightElement {
  @property({ attribute: false }) app!: App;
  /** The second part of the address. */
  @property() name = '';

  override connectedCallback(): void {
    super.connectedCallback();
    addSheet('images', imageStyles);
  }

  protected override render(): TemplateResult {
    const { app, name } = this;
    switch (name) {
      case '':
        return html`<dm-images-page .app=${app}></dm-images-page>`;
      case 'pull':
        return html`<dm-pull-form .app=${app}></dm-pull-form>`;
      case 'build':
        return html`<dm-build-form .app=${app}></dm-build-form>`;
      case 'load':
        return html`<dm-load-form .app=${app}></dm-load-form>`;
      case 'registries':
        return html`<dm-registries-form .app=${app}></dm-registries-form>`;
      case 'prune':
        return html`<dm-prune-form .app=${app}></dm-prune-form>`;
      default:
        return html`${keyed(name, html`<dm-image-page .app=${app} .image=${name}></dm-image-page>`)}`;
    }
  }
}
