import { svg, html, type TemplateResult } from 'lit';

const width = 48;
const height = 16;

/**
 * The path of a line through `values` (oldest first) in a box of 48 by 16, over its whole width however few there are.
 * `top` is the value that reaches the top; greater ones are cut there.
 */
export function sparkPath(values: readonly number[], top: number): string {
  // two points are a stroke that says nothing
  if (values.length < 3) return '';
  const step = width / (values.length - 1);
  let path = '';
  for (const [index, share] of values.entries()) {
    const value = Math.min(1, Math.max(0, share / top));
    const x = Math.round(index * step * 10) / 10;
    const y = Math.round((height - 1 - value * (height - 2)) * 10) / 10;
    path += `${index === 0 ? 'M' : 'L'}${x} ${y}`;
  }
  return path;
}

/**
 * A small line of the recent past: the last 24 figures, NaN left out. The number beside it says the present, so it is hidden
 * from screen readers.
 */
export function sparkline(history: Float64Array, floor: number): TemplateResult {
  const values = [...history.subarray(-24)].filter((value) => !Number.isNaN(value));
  const path = sparkPath(values, Math.max(floor, ...values));
  const area = path === '' ? '' : `${path}V${height}H${path.slice(1, path.indexOf(' '))}z`;
  return html`<svg class="dm-spark" viewBox="0 0 48 16" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<path d=${area} stroke="none"></path><path d=${path} fill="none"></path>`}
  </svg>`;
}
