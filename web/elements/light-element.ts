import { LitElement } from 'lit';

/** An element without a shadow root: the theme's own styles reach what it renders. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
