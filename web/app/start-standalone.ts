import { standaloneHost } from '../host/standalone';
import { show } from './show';

/** Shows the application with an engine of the gateway. */
export function startStandalone(root: HTMLElement, engine: string): void {
  const { host, access } = standaloneHost(engine);
  show(root, host, access);
}
