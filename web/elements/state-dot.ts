import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { DotShape, StateWord } from './container-state';

const shapes: Readonly<Record<DotShape, SVGTemplateResult>> = {
  full: svg`<circle class="dm-full" cx="5" cy="5" r="4.5"></circle>`,
  half: svg`<circle cx="5" cy="5" r="4"></circle><path class="dm-full" d="M5 1a4 4 0 0 1 0 8z"></path>`,
  ring: svg`<circle cx="5" cy="5" r="4"></circle>`,
  bars: svg`<path d="M3 1v8M7 1v8"></path>`,
  turning: svg`<path class="dm-turning" d="M5 1a4 4 0 1 1-4 4"></path>`,
  cross: svg`<path d="m1.5 1.5 7 7m0-7-7 7"></path>`,
};

/** A dot with its word: the shape says it without colour, the word without either. */
export function stateDot(state: StateWord): TemplateResult {
  return html`<span class="dm-state"
    ><svg class="dm-dot dm-${state.tone}" viewBox="0 0 10 10" aria-hidden="true">${shapes[state.shape]}</svg
    ><span class=${state.tone === 'bad' ? 'dm-bad' : ''}>${state.word}</span></span
  >`;
}
