import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { count } from '../../../elements/format';
import { N_ } from '../../../host/translate';
import type { LogLine } from '../../../model/logs';
import type { Places } from './places';
import type { Segment } from './ansi-line';

/** A colour as it is on a background of its own; on the page's mixed with the ink, so that it can be read. */
function shown(color: string, exact: boolean): string {
  return exact ? `rgb(${color})` : `color-mix(in srgb, rgb(${color}) var(--dm-log-mix), var(--dm-strong))`;
}

function piece(
  { classes, color, background }: Segment,
  text: string,
  found: boolean,
): TemplateResult | string {
  if (classes === '' && color === undefined && background === undefined)
    return found ? html`<mark>${text}</mark>` : text;
  const style = styleMap({
    ...(color === undefined ? {} : { color: shown(color, background !== undefined) }),
    ...(background === undefined ? {} : { backgroundColor: `rgb(${background})` }),
  });
  const styled = html`<span class=${classes} style=${style}>${text}</span>`;
  return found ? html`<mark>${styled}</mark>` : styled;
}

/** The pieces of a line, cut where a search has found something. */
export function linePieces(
  pieces: readonly Segment[],
  search: LineOptions['found'],
): readonly (TemplateResult | string)[] {
  if (!search) return pieces.map((one) => piece(one, one.text, false));
  const found = search(pieces.map((one) => one.text).join(''));
  const out: (TemplateResult | string)[] = [];
  let start = 0;
  for (const one of pieces) {
    const end = start + one.text.length;
    let at = start;
    for (const [from, to] of found) {
      const [low, high] = [Math.max(from, at), Math.min(to, end)];
      if (high <= low) continue;
      if (low > at) out.push(piece(one, one.text.slice(at - start, low - start), false));
      out.push(piece(one, one.text.slice(low - start, high - start), true));
      at = high;
    }
    if (at < end) out.push(piece(one, one.text.slice(at - start), false));
    start = end;
  }
  return out;
}

/** How a line is drawn. */
export interface LineOptions {
  readonly rows: number;
  readonly pieces: readonly Segment[];
  readonly time: string | undefined;
  /** stdout and stderr are told apart. */
  readonly separated: boolean;
  /** What a search has found in the line's text. */
  readonly found: ((text: string) => Places) | undefined;
  readonly current: boolean;
  /** How many lines were skipped before it. */
  readonly skipped: number | undefined;
}

/** One line of the log, of a height that is known before it is drawn. */
export function logLine(line: LogLine, options: LineOptions): TemplateResult {
  const { rows, skipped, separated, time } = options;
  const text = rows - (skipped === undefined ? 0 : 1);
  const error = separated && line.stream === 'stderr';
  return html`${
      skipped === undefined
        ? nothing
        : html`<div class="dm-log-skip">
            ${N_(
              skipped,
              '%s line skipped here: the connection could not keep up',
              '%s lines skipped here: the connection could not keep up',
              count(skipped),
            )}
          </div>`
    }
    <div
      class="dm-log-line ${error ? 'dm-stderr' : ''} ${options.current ? 'dm-current' : ''}"
      style="height:calc(var(--dm-log-row) * ${text})"
    >
      ${time === undefined ? nothing : html`<span class="dm-log-time">${time}</span>`}${
        separated
          ? html`<span class="dm-log-stream" title=${line.stream}
              >${error && !line.continues ? 'err' : ''}</span
            >`
          : nothing
      }<span class="dm-log-text">${linePieces(options.pieces, options.found)}</span>
    </div>`;
}
