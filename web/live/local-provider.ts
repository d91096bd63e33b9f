import { Hub, type MakeOpener } from './hub';
import type { Link } from './messages';
import { linkPair, type LinkProvider } from './provider';

/** A hub of this tab's own, where tabs cannot share. */
export class LocalProvider implements LinkProvider {
  readonly sharing = 'none';
  #hub: Hub | undefined;

  constructor(private readonly makeOpener: MakeOpener) {}

  start(onLink: (link: Link) => void): void {
    const [tab, hub] = linkPair();
    this.#hub = new Hub(this.makeOpener);
    this.#hub.attach(hub);
    onLink(tab);
  }

  close(): void {
    this.#hub?.close();
    this.#hub = undefined;
  }
}
