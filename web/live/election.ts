import { asInteger, asObject, asText } from '../transport/read-json';

/** What tabs say to each other over the BroadcastChannel. */
export type TabMessage =
  | { readonly kind: 'who'; readonly from: string }
  | { readonly kind: 'leader' | 'resign'; readonly from: string; readonly term: number }
  | { readonly kind: 'to-hub'; readonly from: string; readonly body: unknown }
  | { readonly kind: 'to-tab'; readonly from: string; readonly to: string; readonly body: unknown };

/** Reads what came over the channel; null for anything else: other versions of the page may speak there too. */
function readTabMessage(value: unknown): TabMessage | null {
  const message = asObject(value);
  const from = asText(message?.['from']);
  if (!message || from === undefined) return null;
  const { kind, body } = message;
  const term = asInteger(message['term']);
  const to = asText(message['to']);
  if (kind === 'who') return { kind, from };
  if ((kind === 'leader' || kind === 'resign') && term !== undefined) return { kind, from, term };
  if (kind === 'to-hub') return { kind, from, body };
  if (kind === 'to-tab' && to !== undefined) return { kind, from, to, body };
  return null;
}

/** The part of a BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: TabMessage): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  close(): void;
}

/** How long a leader may take to answer before another one is chosen; a hidden tab answers messages as fast as any. */
export const answerWithin = 1500;
/** How long a new tab waits for a leader to speak up. */
export const claimAfter = 150;
/** How often a follower asks whether the leader is still there. */
export const askEvery = 5000;

/** What comes of the election, for its tab. */
export interface ElectionEvents {
  /** This tab leads from now on. */
  readonly leads: () => void;
  /** Another tab leads, a new one or for the first time. */
  readonly follows: (leader: string) => void;
  /** A message between tabs and the hub, as far as it concerns this tab. */
  readonly message: (message: TabMessage & { kind: 'to-hub' | 'to-tab' }) => void;
}

/**
 * Chooses one tab among those of a BroadcastChannel. LuCI on plain http is no secure context, so there is no `navigator.locks`. Two
 * that claim at once are told apart by term, then by id. A frozen leader (Android) is replaced, and follows when it wakes.
 */
export class Election {
  #role: 'asking' | 'leader' | 'follower' = 'asking';
  #leader = '';
  #term = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: string,
    private readonly channel: Channel,
    private readonly events: ElectionEvents,
    private readonly random: () => number = Math.random,
  ) {
    channel.onmessage = ({ data }) => {
      const message = readTabMessage(data);
      if (message) this.#take(message);
    };
    this.#ask(claimAfter);
  }

  get leading(): boolean {
    return this.#role === 'leader';
  }

  post(message: TabMessage): void {
    this.channel.postMessage(message);
  }

  /** Leaves; a leader tells the others to choose again. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#role === 'leader') this.post({ kind: 'resign', from: this.id, term: this.#term });
    this.channel.close();
  }

  /** Asks who leads; claims when nobody says so within `patience`. */
  #ask(patience: number): void {
    clearTimeout(this.#timer);
    this.post({ kind: 'who', from: this.id });
    // tabs that lost their leader together do not claim together
    this.#timer = setTimeout(() => this.#claim(), patience + this.random() * 100);
  }

  #claim(): void {
    this.#term++;
    this.#role = 'leader';
    this.#leader = this.id;
    this.post({ kind: 'leader', from: this.id, term: this.#term });
    this.events.leads();
  }

  #take(message: TabMessage): void {
    if (message.kind === 'to-hub') {
      if (this.#role === 'leader') this.events.message(message);
    } else if (message.kind === 'to-tab') {
      if (message.to === this.id && message.from === this.#leader) this.events.message(message);
    } else if (message.kind === 'who') {
      if (this.#role === 'leader') this.post({ kind: 'leader', from: this.id, term: this.#term });
    } else if (message.kind === 'resign') {
      if (message.from === this.#leader) this.#lost();
    } else this.#heard(message.from, message.term);
  }

  #heard(from: string, term: number): void {
    const newer = term > this.#term || (term === this.#term && from >= this.#leader);
    if (!newer) {
      // somebody who slept leads an old term: tell it
      if (this.#role === 'leader') this.post({ kind: 'leader', from: this.id, term: this.#term });
      return;
    }
    const changed = from !== this.#leader;
    this.#term = term;
    this.#leader = from;
    this.#role = 'follower';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(answerWithin), askEvery);
    if (changed) this.events.follows(from);
  }

  #lost(): void {
    this.#role = 'asking';
    this.#leader = '';
    this.#ask(0);
  }
}
