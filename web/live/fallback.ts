import type { MakeOpener } from './hub';
import { LocalProvider } from './local-provider';
import { transportOpener } from './opener';
import type { LinkProvider } from './provider';
import { TabProvider } from './tab-provider';

/** Sharing without a SharedWorker: by one of the tabs where they can talk to each other, else not at all. */
export function fallbackProvider(scope: string): LinkProvider {
  const opener: MakeOpener = (access, jobs) => transportOpener(access, undefined, jobs);
  return typeof BroadcastChannel === 'undefined'
    ? new LocalProvider(opener)
    : new TabProvider(() => new BroadcastChannel(`dockerman ${scope}`), opener);
}
