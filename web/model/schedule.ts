/**
 * Joins many changes into one call a frame. In a hidden tab, which has no frames, into one a quarter of a second.
 * Returns the function that asks for the call.
 */
export function onceAFrame(callback: () => void): () => void {
  let asked = false;
  const run = () => {
    asked = false;
    callback();
  };
  return () => {
    if (asked) return;
    asked = true;
    if (typeof document === 'undefined' || document.visibilityState === 'hidden') setTimeout(run, 250);
    else requestAnimationFrame(run);
  };
}
