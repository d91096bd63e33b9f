import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { progressBar, progressWords } from '../../elements/progress-bar';
import type { JobPart } from '../../model/job';
import { bytesProgress } from '../../model/job-progress';

function line({ id, status, done, total }: JobPart): TemplateResult {
  const progress = bytesProgress(done, total);
  return html`<li>
    <span class="dm-mono">${id}</span> <span>${status}</span>
    ${
      total > 0
        ? html`<span class="dm-figures">${progressWords(progress).join(' · ')}</span>
            ${progressBar(id, progress)}`
        : nothing
    }
  </li>`;
}

/** The layers of a job, in the order in which the engine met them. */
export function jobParts(parts: readonly JobPart[]): TemplateResult {
  return html`<ul class="dm-parts">
    ${repeat(parts, ({ id }) => id, line)}
  </ul>`;
}
