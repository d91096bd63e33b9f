import type { LuciGlobals } from './host/luci';
import { readAhead, routerKey } from './model/remembered';

// the rows of the last visit are the first thing to be shown
readAhead(routerKey(''));

// asked for when LuCI loads the view, not when it shows it
const application = import('./app/start-luci').then(({ startInLuci }) => startInLuci);
application.catch(() => undefined);

/**
 * Shows the application in an element of LuCI's page. This file is all that is loaded with a version in its address; the rest is
 * in chunks named by their content, and none of them imports this one.
 */
export async function mount(root: HTMLElement, globals: LuciGlobals): Promise<void> {
  (await application)(root, globals);
}
