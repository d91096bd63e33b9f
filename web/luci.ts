import type { LuciGlobals } from './host/luci';

/**
 * Shows the application in an element of LuCI's page. This file is all that is loaded with a version in its address; the rest is
 * in chunks named by their content, and none of them imports this one.
 */
export async function mount(root: HTMLElement, globals: LuciGlobals): Promise<void> {
  const { startInLuci } = await import('./app/start-luci');
  startInLuci(root, globals);
}
