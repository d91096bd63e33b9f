import { Election, type Channel } from './election';
import { Hub, type MakeOpener } from './hub';
import type { FromHub, FromTab, Link } from './messages';
import { linkPair, type LinkProvider } from './provider';

/** The hub in one of the tabs, which they choose among themselves over a BroadcastChannel (where there is no SharedWorker). */
export class TabProvider implements LinkProvider {
  readonly sharing = 'tab';
  #election: Election | undefined;
  #hub: Hub | undefined;
  /** As the leader: how messages of each other tab get to the hub. */
  readonly #tabs = new Map<string, (message: unknown) => void>();
  /** As a follower: where the hub's messages go. */
  #receive: ((message: unknown) => void) | undefined;

  constructor(
    private readonly channel: () => Channel,
    private readonly makeOpener: MakeOpener,
    private readonly random: () => number = Math.random,
  ) {}

  start(onLink: (link: Link) => void): void {
    const id = this.random().toString(36).slice(2) + Date.now().toString(36);
    const election: Election = new Election(
      id,
      this.channel(),
      {
        leads: () => {
          this.#endHub();
          this.#receive = undefined;
          const [tab, hub] = linkPair();
          this.#hub = new Hub(this.makeOpener);
          this.#hub.attach(hub);
          onLink(tab);
        },
        follows: () => {
          this.#endHub();
          onLink(this.#linkToLeader(election));
        },
        message: (message) => {
          if (message.kind === 'to-tab') this.#receive?.(message.body);
          else this.#fromTab(election, message.from, message.body);
        },
      },
      this.random,
    );
    this.#election = election;
  }

  close(): void {
    this.#endHub();
    this.#election?.close();
  }

  #endHub(): void {
    this.#hub?.close();
    this.#hub = undefined;
    this.#tabs.clear();
  }

  #linkToLeader(election: Election): Link {
    return {
      post: (body: FromTab | FromHub) => election.post({ kind: 'to-hub', from: election.id, body }),
      listen: (listener) => {
        this.#receive = listener;
      },
      close: () => undefined,
    };
  }

  #fromTab(election: Election, from: string, body: unknown): void {
    let deliver = this.#tabs.get(from);
    if (!deliver) {
      const [outside, inside] = linkPair();
      outside.listen((message) =>
        election.post({ kind: 'to-tab', from: election.id, to: from, body: message }),
      );
      deliver = (message) => outside.post(message as FromTab);
      this.#tabs.set(from, deliver);
      this.#hub?.attach(inside);
    }
    deliver(body);
    if (typeof body === 'object' && body !== null && 'type' in body && body.type === 'bye')
      this.#tabs.delete(from);
  }
}
