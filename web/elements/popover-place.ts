/** Puts an open popover below its anchor, or above where there is more room; inside the window, ends aligned. */
export function placeBeside(popup: HTMLElement, anchor: HTMLElement): void {
  const gap = 4;
  const edge = 8;
  const near = anchor.getBoundingClientRect();
  const { width, height } = popup.getBoundingClientRect();
  const view = document.documentElement;
  const below = view.clientHeight - near.bottom - gap - edge;
  const above = near.top - gap - edge;
  const up = height > below && above > below;
  popup.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
  popup.style.overflow = 'auto';
  popup.style.top = `${up ? Math.max(edge, near.top - gap - Math.min(height, above)) : near.bottom + gap}px`;
  const rightToLeft = getComputedStyle(view).direction === 'rtl';
  const wished = rightToLeft || near.left + width <= view.clientWidth - edge ? near.left : near.right - width;
  popup.style.left = `${Math.max(edge, Math.min(wished, view.clientWidth - width - edge))}px`;
}
