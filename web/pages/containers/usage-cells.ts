import { html, nothing, type TemplateResult } from 'lit';
import { bytes, percent } from '../../elements/format';
import { sparkline } from '../../elements/sparkline';
import { _ } from '../../host/translate';
import type { Sample, Statistics } from '../../model/statistics';

/** CPU now and of late: the line's top is a tenth of a core, or the most that it used. */
export function cpuCell(statistics: Statistics, id: string, sample: Sample | undefined): TemplateResult {
  if (!sample) return html`<span class="dm-dim">…</span>`;
  const now = sample.cpu === null ? html`<span class="dm-dim">…</span>` : percent(sample.cpu);
  return html`<span class="dm-number">${now}</span>${sparkline(statistics.history(id).cpu, 0.1)}`;
}

/** Memory in use; its limit is in the title. */
export function memoryCell(sample: Sample | undefined): TemplateResult {
  if (!sample) return html`<span class="dm-dim">…</span>`;
  const limit = sample.memoryLimit > 0 ? _('of %s', bytes(sample.memoryLimit)) : nothing;
  return html`<span class="dm-number" title=${limit}>${bytes(sample.memory)}</span>`;
}

/** What a group's containers use together; undefined while figures are missing. */
export function usageSum(
  statistics: Statistics,
  ids: readonly string[],
): { readonly cpu: number; readonly memory: number } | undefined {
  let cpu = 0;
  let memory = 0;
  for (const id of ids) {
    const sample = statistics.latest(id).value;
    if (!sample || sample.cpu === null) return undefined;
    cpu += sample.cpu;
    memory += sample.memory;
  }
  return ids.length === 0 ? undefined : { cpu, memory };
}
