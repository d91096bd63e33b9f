import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Tops of items of known heights: `offsets[i]` is where item i begins, the last entry is the whole height. */
export function offsetsOf(heights: readonly number[]): Float64Array {
  const offsets = new Float64Array(heights.length + 1);
  for (let index = 0; index < heights.length; index++)
    offsets[index + 1] = (offsets[index] ?? 0) + (heights[index] ?? 0);
  return offsets;
}

/** The item at a height: the last one that begins at or above it. */
export function itemAt(offsets: Float64Array, y: number): number {
  let low = 0;
  let high = Math.max(0, offsets.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Tells which items of a long list are in the browser's window, whatever it is that scrolls (the page in one theme, a
 * part of it in another). Asks its host to render when the items worth rendering change.
 */
export class ScrollWindow implements ReactiveController {
  /** Items to render: those in view and a screen more on both sides. `end` is exclusive. */
  begin = 0;
  end = 0;
  /** Items in view. */
  firstVisible = 0;
  endVisible = 0;
  offsets: Float64Array = new Float64Array(1);
  #frame = 0;
  /** Screens rendered beyond what is in view; none at first: the rows that are seen are painted before the others are made. */
  #ahead = 0;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly element: () => HTMLElement | null,
    private readonly changed: () => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('scroll', this.#schedule, { capture: true, passive: true });
    window.addEventListener('resize', this.#schedule);
  }

  hostDisconnected(): void {
    document.removeEventListener('scroll', this.#schedule, { capture: true });
    window.removeEventListener('resize', this.#schedule);
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Measured with the next frame: what was rendered just now fills its own elements first, and they are laid out once. */
  hostUpdated(): void {
    this.#schedule();
  }

  get height(): number {
    return this.offsets[this.offsets.length - 1] ?? 0;
  }

  /** Takes the heights of the items, before the host renders. */
  setHeights(heights: readonly number[]): void {
    this.offsets = offsetsOf(heights);
    this.#place();
  }

  #schedule = (): void => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.measure();
      if (this.#ahead > 0 || this.offsets.length === 1) return;
      this.#ahead = 0.5;
      this.#schedule();
    });
  };

  #top = 0;
  #view = 0;

  /** Looks where the list stands now. */
  measure(): void {
    const element = this.element();
    if (!element) return;
    this.#top = -element.getBoundingClientRect().top;
    this.#view = window.innerHeight;
    if (this.#place()) this.host.requestUpdate();
  }

  #place(): boolean {
    const items = this.offsets.length - 1;
    const view = this.#view || window.innerHeight;
    const top = Math.max(0, this.#top);
    const bottom = this.#top + view;
    const first = items === 0 ? 0 : itemAt(this.offsets, top);
    const end = items === 0 || bottom <= 0 ? 0 : Math.min(items, itemAt(this.offsets, bottom) + 1);
    if (first !== this.firstVisible || end !== this.endVisible) {
      this.firstVisible = first;
      this.endVisible = end;
      this.changed();
    }
    // rendered ahead in steps, so that a scroll renders now and then and not at each line
    const step = 8;
    const ahead = items === 0 ? 0 : itemAt(this.offsets, Math.max(0, top - view * this.#ahead));
    const behind = items === 0 ? 0 : itemAt(this.offsets, Math.max(0, bottom) + view * this.#ahead) + 1;
    const from = Math.floor(ahead / step) * step;
    const to = Math.min(items, Math.ceil(behind / step) * step);
    if (from === this.begin && to === this.end) return false;
    this.begin = from;
    this.end = to;
    return true;
  }
}
