import { LocalProvider } from './local-provider';
import { transportOpener } from './opener';
import type { LinkProvider } from './provider';
import { TabProvider } from './tab-provider';
import { WorkerProvider } from './worker-provider';

/**
 * How this browser's tabs share one live connection: a SharedWorker; else (Chrome on Android before 2025) one of the tabs; else
 * not at all. `scope` tells apart what must not be shared: another session, another engine.
 */
export function chooseProvider(scope: string): LinkProvider {
  const tabs = (): LinkProvider =>
    typeof BroadcastChannel === 'undefined'
      ? new LocalProvider(transportOpener)
      : new TabProvider(() => new BroadcastChannel(`dockerman ${scope}`), transportOpener);
  return typeof SharedWorker === 'undefined' ? tabs() : new WorkerProvider(`dockerman ${scope}`, tabs);
}
