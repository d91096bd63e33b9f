import { Hub, type Opener } from './hub';
import type { HubAccess, Link } from './messages';
import { linkPair, type LinkProvider } from './provider';

/** A hub of this tab's own, where tabs cannot share. */
export class LocalProvider implements LinkProvider {
  readonly sharing = 'none';
  readonly #hub: Hub;

  constructor(makeOpener: (access: HubAccess) => Opener) {
    this.#hub = new Hub(makeOpener);
  }

  start(onLink: (link: Link) => void): void {
    const [tab, hub] = linkPair();
    this.#hub.attach(hub);
    onLink(tab);
  }

  close(): void {
    this.#hub.close();
  }
}
