import { svg, html, type TemplateResult } from 'lit';

const width = 48;
const height = 16;

/**
 * The path of a line through `values` (oldest first) in a box of 48 by 16, newest at the right edge. `top` is the value
 * that reaches the top; greater ones are cut there.
 */
export function sparkPath(values: ArrayLike<number>, top: number, points = 24): string {
  const from = Math.max(0, values.length - points);
  const used = values.length - from;
  // two points are a stroke that says nothing
  if (used < 3) return '';
  const step = width / (points - 1);
  const start = width - (used - 1) * step;
  let path = '';
  for (let index = 0; index < used; index++) {
    const value = Math.min(1, Math.max(0, (values[from + index] ?? 0) / top));
    const x = Math.round((start + index * step) * 10) / 10;
    const y = Math.round((height - 1 - value * (height - 2)) * 10) / 10;
    path += `${index === 0 ? 'M' : 'L'}${x} ${y}`;
  }
  return path;
}

/** A small line of the recent past. The number beside it says the present, so it is hidden from screen readers. */
export function sparkline(values: ArrayLike<number>, floor: number): TemplateResult {
  let top = floor;
  for (let index = Math.max(0, values.length - 24); index < values.length; index++)
    top = Math.max(top, values[index] ?? 0);
  const path = sparkPath(values, top);
  const area = path === '' ? '' : `${path}V${height}H${path.slice(1, path.indexOf(' '))}z`;
  return html`<svg class="dm-spark" viewBox="0 0 48 16" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<path d=${area} stroke="none"></path><path d=${path} fill="none"></path>`}
  </svg>`;
}
