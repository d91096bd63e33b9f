import { html, nothing, svg, type TemplateResult } from 'lit';
import { _ } from '../host/translate';
import type { WorkProgress } from '../model/job-progress';
import progressStyles from '../styles/progress.css?inline';
import { addSheet } from './add-sheet';
import { bytes, count, duration, percent, rate } from './format';

/** How far something is, in words: `42 %`, `12 MiB of 30 MiB`, `2.1 MiB/s`, `8 s left`; what nobody knows is left out. */
export function progressWords(progress: WorkProgress): readonly string[] {
  const { fraction, done, total, unit, rate: speed, left } = progress;
  const amount = unit === 'bytes' ? bytes : (value: number) => count(Math.floor(value));
  const whole = total > done ? _('%s of %s', amount(done), amount(total)) : amount(done);
  return [
    ...(fraction === undefined ? [] : [percent(fraction)]),
    ...(done > 0 && (unit === 'bytes' || total > 0) ? [unitWords(unit, whole)] : []),
    ...(speed === undefined ? [] : [rate(speed)]),
    ...(left === undefined || !Number.isFinite(left) ? [] : [_('%s left', duration(left * 1000))]),
  ];
}

function unitWords(unit: WorkProgress['unit'], amount: string): string {
  if (unit === 'layers') return _('%s layers', amount);
  return unit === 'steps' ? _('step %s', amount) : amount;
}

/**
 * A bar for how far something is, under a name for those who do not see it. Without a fraction it says that something goes on,
 * and not how far it is.
 */
export function progressBar(name: string, progress: WorkProgress): TemplateResult {
  addSheet('progress', progressStyles);
  const { fraction } = progress;
  const words = progressWords(progress).join(', ');
  return html`<div
    class="dm-progress ${fraction === undefined ? 'dm-unknown' : ''}"
    role="progressbar"
    aria-label=${name}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${fraction === undefined ? nothing : String(Math.floor(fraction * 100))}
    aria-valuetext=${words === '' ? nothing : words}
  >
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<rect width=${fraction === undefined ? 25 : fraction * 100} height="4"></rect>`}
    </svg>
  </div>`;
}
