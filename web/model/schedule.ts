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

/**
 * Lets the browser paint and take input within a loop that never runs dry: the function that it returns waits for another task when so
 * many milliseconds have passed since the last time, and for nothing otherwise.
 */
export function breather(most: number): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < most) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}
