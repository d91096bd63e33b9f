import { TransportError } from '../../lib/engine/errors';
import type { EngineResponse } from '../../lib/engine/request';
import { HubStream, type Reader } from './hub-stream';
import { JobMemory } from './job-memory';
import { readFromTab, type FromHub, type HubAccess, type Link, type OpenMessage } from './messages';

/** Without input in any tab for so long nothing is asked of the router any more: asking extends the session. */
export const idleAfter = 15 * 60_000;

/** A tab says every 20 s that it is there, but browsers wake hidden ones once a minute at best. */
export const tabGone = 150_000;

/** Makes the opener for an access; `jobs` is to be told how many the router has. */
export type MakeOpener = (access: HubAccess, jobs: (kept: number) => void) => Opener;

/** Opens streams: made anew for each tab's access. */
export type Opener = (request: OpenMessage, signal: AbortSignal) => Promise<EngineResponse>;

interface Tab {
  readonly link: Link;
  readonly readers: Map<string, { reader: Reader; stream: HubStream; key: string }>;
  seen: number;
}

/**
 * Holds the live connections of all tabs of a browser: streams are opened here and spread to the tabs that asked for them; those
 * that may be shared are opened once. Stops after {@link idleAfter} without input, goes on with the next one.
 */
export class Hub {
  readonly #tabs = new Set<Tab>();
  readonly #streams = new Map<string, HubStream>();
  readonly #timer: ReturnType<typeof setInterval>;
  #opener: Opener | undefined;
  #access = '';
  #lastInput = Date.now();
  #idle = false;
  #jobs = 0;
  #next = 0;

  constructor(private readonly makeOpener: MakeOpener) {
    this.#timer = setInterval(() => this.#look(), 15_000);
  }

  /** Serves another tab. */
  attach(link: Link): void {
    const tab: Tab = { link, readers: new Map(), seen: Date.now() };
    this.#tabs.add(tab);
    link.listen((value) => this.#take(tab, value));
    this.#input();
  }

  /** Ends everything. */
  close(): void {
    clearInterval(this.#timer);
    for (const tab of [...this.#tabs]) this.#detach(tab);
  }

  #take(tab: Tab, value: unknown): void {
    const message = readFromTab(value);
    if (!message) return;
    tab.seen = Date.now();
    if (message.type === 'bye') return this.#detach(tab);
    if (!this.#tabs.has(tab)) this.#awake(tab);
    switch (message.type) {
      case 'hello':
        if (this.#jobs > 0) tab.link.post({ type: 'jobs', jobs: this.#jobs });
        return this.#hello(message.access);
      case 'open':
        return this.#open(tab, message);
      case 'input':
        return this.#input();
      case 'credit': {
        const found = tab.readers.get(message.id);
        return found?.stream.credit(found.reader, message.bytes);
      }
      case 'close': {
        const found = tab.readers.get(message.id);
        tab.readers.delete(message.id);
        return found?.stream.remove(found.reader);
      }
    }
  }

  #hello(access: HubAccess): void {
    const text = JSON.stringify(access);
    if (text === this.#access) return;
    this.#access = text;
    this.#opener = this.makeOpener(access, (jobs) => this.#working(jobs));
  }

  #working(jobs: number): void {
    if (jobs === this.#jobs) return;
    this.#jobs = jobs;
    for (const tab of this.#tabs) tab.link.post({ type: 'jobs', jobs });
  }

  #open(tab: Tab, message: OpenMessage): void {
    const post = (answer: FromHub) => {
      if (answer.type === 'end' || answer.type === 'failed') tab.readers.delete(message.id);
      tab.link.post(answer);
    };
    const opener = this.#opener;
    if (!opener || this.#idle) {
      const text = opener ? 'Paused without input.' : 'The connection has not been told where to go.';
      return post({ type: 'failed', id: message.id, failure: 'broken', message: text });
    }
    const { source, shared, keeps } = message;
    const key = shared ? JSON.stringify([this.#access, source]) : `own ${this.#next++}`;
    let stream = this.#streams.get(key);
    if (!stream) {
      const made = new HubStream(
        (signal) => opener(message, signal),
        shared,
        () => {
          if (this.#streams.get(key) === made) this.#streams.delete(key);
        },
        keeps === 'jobs' ? new JobMemory() : undefined,
      );
      stream = made;
      this.#streams.set(key, stream);
    }
    const reader: Reader = { id: message.id, post, unread: 0 };
    tab.readers.set(message.id, { reader, stream, key });
    stream.add(reader);
  }

  #detach(tab: Tab): void {
    if (!this.#tabs.delete(tab)) return;
    for (const { reader, stream } of tab.readers.values()) stream.remove(reader);
    tab.readers.clear();
  }

  /** A tab that was frozen for long speaks again: what it had open is gone. */
  #awake(tab: Tab): void {
    this.#tabs.add(tab);
    tab.link.post({ type: 'forgotten' });
    tab.link.post({ type: 'idle', idle: this.#idle });
  }

  #input(): void {
    this.#lastInput = Date.now();
    this.#setIdle(false);
  }

  #look(): void {
    const now = Date.now();
    for (const tab of [...this.#tabs]) if (now - tab.seen > tabGone) this.#detach(tab);
    if (now - this.#lastInput >= idleAfter) this.#setIdle(true);
  }

  #setIdle(idle: boolean): void {
    if (idle === this.#idle) return;
    this.#idle = idle;
    for (const tab of this.#tabs) tab.link.post({ type: 'idle', idle });
    if (!idle) return;
    for (const stream of [...this.#streams.values()])
      stream.fail(new TransportError('broken', 'Paused after 15 minutes without input.'));
  }
}
