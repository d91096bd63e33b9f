import { luciHost, type LuciGlobals } from '../host/luci';
import { show } from './show';

/** Shows the application in LuCI's page, in LuCI's session and language. */
export function startInLuci(root: HTMLElement, globals: LuciGlobals): void {
  const { host, access } = luciHost(globals);
  show(root, host, access);
}
