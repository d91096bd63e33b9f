const inputs = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'pointermove'] as const;

/** Calls back whenever the user does something in this tab, or comes back to it. Returns the way to stop. */
export function watchInput(callback: () => void): () => void {
  const visible = () => {
    if (document.visibilityState === 'visible') callback();
  };
  for (const input of inputs) addEventListener(input, callback, { passive: true, capture: true });
  document.addEventListener('visibilitychange', visible);
  return () => {
    for (const input of inputs) removeEventListener(input, callback, { capture: true });
    document.removeEventListener('visibilitychange', visible);
  };
}

/** Calls back when the page is left, and when it comes back as it was (the back button). Returns the way to stop. */
export function watchPage(left: () => void, back: () => void): () => void {
  const shown = (event: PageTransitionEvent) => {
    if (event.persisted) back();
  };
  addEventListener('pagehide', left);
  addEventListener('pageshow', shown);
  return () => {
    removeEventListener('pagehide', left);
    removeEventListener('pageshow', shown);
  };
}
