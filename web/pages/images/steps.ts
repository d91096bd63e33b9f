import { html, nothing, type TemplateResult } from 'lit';
import { bytes, count, dateTime, percent } from '../../elements/format';
import { _, N_ } from '../../host/translate';
import type { ImageDetails, ImageStep } from '../../model/image-details';

function step({ command, comment, created, size }: ImageStep, whole: number): TemplateResult {
  const share = whole > 0 ? size / whole : 0;
  return html`<li class=${size === 0 ? 'dm-empty-step' : ''}>
    <span class="dm-step-size dm-number" title=${size === 0 ? nothing : percent(share)}
      >${size === 0 ? '' : bytes(size)}</span
    >
    <span class="dm-step-bar" aria-hidden="true"><i style="width:${(share * 100).toFixed(1)}%"></i></span>
    <span class="dm-step-command dm-mono" title=${created === 0 ? nothing : dateTime(created)}
      >${command || comment || '…'}</span
    >
  </li>`;
}

/** How the image was made, as in a Dockerfile: the first step on top, with what each adds. Steps without files have no layer. */
export function steps({ steps: all, layers, size }: ImageDetails): TemplateResult {
  return html`<section class="dm-section">
    <h3>
      ${_('History')}
      <span class="dm-dim dm-number">${N_(layers, '%s layer', '%s layers', count(layers))}</span>
    </h3>
    ${
      all.length === 0
        ? html`<p class="dm-dim">${_('The engine knows nothing of how it was made.')}</p>`
        : html`<ol class="dm-plain dm-steps">
            ${[...all].reverse().map((one) => step(one, size))}
          </ol>`
    }
  </section>`;
}
