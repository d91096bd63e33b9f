import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { LightElement } from '../../elements/light-element';
import { _ } from '../../host/translate';
import type { ContainerDetails } from '../../model/container-details';
import type { Engine } from '../../model/engine';
import { Subscription } from '../../model/subscription';

/** A volume that the engine named by itself: 64 hexadecimal digits. */
const anonymous = /^[0-9a-f]{64}$/;

/** Where in the container its anonymous volumes are mounted. */
export function anonymousMounts(details: ContainerDetails): readonly string[] {
  return details.mounts
    .filter((mount) => mount.type === 'volume' && anonymous.test(mount.source))
    .map((mount) => mount.destination);
}

/** Names the anonymous volumes of a container, so that a remove can say what it destroys. */
@customElement('dm-anonymous-volumes')
export class AnonymousVolumes extends LightElement {
  @property({ attribute: false }) engine!: Engine;
  @property() container = '';
  /** The container's name, where it is one of several: then only those that have some say so. */
  @property() of = '';
  readonly #detail = new Subscription(this, () => this.engine.container(this.container));

  protected override render(): TemplateResult | typeof nothing {
    const details = this.#detail.value?.value;
    if (!details) return nothing;
    const mounts = anonymousMounts(details);
    if (this.of !== '')
      return mounts.length === 0
        ? nothing
        : html`<span class="dm-dim">${_('%s: %s', this.of, mounts.join(', '))}</span>`;
    return html`<span class="dm-dim"
      >${mounts.length === 0 ? _('It has none.') : _('With all data in %s', mounts.join(', '))}</span
    >`;
  }
}
