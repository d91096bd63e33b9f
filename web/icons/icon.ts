import { svg, html, nothing, type TemplateResult } from 'lit';
import { shapes, type IconName } from './shapes';

/**
 * One icon of the set: 16 px, drawn in the colour of the text around it. Without a label it is decoration for the
 * words beside it and hidden from screen readers; with one it stands for itself.
 */
export function icon(name: IconName, label?: string): TemplateResult {
  return html`<svg
    class="dm-icon"
    viewBox="0 0 16 16"
    width="16"
    height="16"
    role=${label === undefined ? 'presentation' : 'img'}
    aria-hidden=${label === undefined ? 'true' : nothing}
    aria-label=${label ?? nothing}
  >
    ${svg`<path d=${shapes[name]}></path>`}
  </svg>`;
}
