/** What scrolls around an element: in most themes the page, in some a part of it. */
function scroller(element: Element): Element {
  for (let at = element.parentElement; at; at = at.parentElement) {
    const overflow = getComputedStyle(at).overflowY;
    if (
      at !== document.body &&
      (overflow === 'auto' || overflow === 'scroll') &&
      at.scrollHeight > at.clientHeight
    )
      return at;
  }
  return document.scrollingElement ?? document.documentElement;
}

/** Puts a page back to where it was scrolled when it was left. Pages that were not seen yet begin at the top. */
export class ScrollMemory {
  readonly #tops = new Map<string, { readonly element: Element; readonly top: number }>();
  #last: Element | undefined;

  leave(key: string): void {
    const element = this.#last ?? document.scrollingElement ?? document.documentElement;
    this.#tops.set(key, { element, top: element.scrollTop });
  }

  arrive(key: string, inside: Element): void {
    const element = scroller(inside);
    this.#last = element;
    element.scrollTop = this.#tops.get(key)?.top ?? 0;
  }
}
