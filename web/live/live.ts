import { TransportError } from '../../lib/engine/errors';
import type { EngineResponse } from '../../lib/engine/request';
import { Store } from '../model/store';
import { failureNamed } from '../transport/router-failure';
import { readFromHub, type FromHub, type FromTab, type HubAccess, type Link, type Source } from './messages';
import type { LinkProvider } from './provider';
import { RemoteStream } from './remote-stream';

/** What to open, and for how long. */
export interface LiveRequest {
  readonly source: Source;
  /** Tabs that ask for the same share it. */
  readonly shared: boolean;
  /** See `OpenMessage`. */
  readonly keeps?: 'jobs';
  readonly signal?: AbortSignal | undefined;
}

/** More often than this, input is not worth a message. */
const inputEvery = 10_000;

/** This tab's end of the live connection that all tabs share: opens streams in the hub, and tells it of the user's input. */
export class Live {
  /** Following has stopped for want of input. */
  readonly idle = new Store(false);
  /** How many jobs the router has, as far as the hub has heard. */
  readonly jobs = new Store(0);
  readonly #streams = new Map<string, RemoteStream>();
  #link: Link | undefined;
  #waiting: FromTab[] = [];
  #next = 0;
  #lastInput = 0;
  #left = false;
  readonly #alive: ReturnType<typeof setInterval>;

  /** `when` calls back as soon as the hub may be reached: its worker starts on the same processor that paints the first rows. */
  constructor(
    private readonly provider: LinkProvider,
    private readonly access: () => HubAccess,
    when: (reach: () => void) => void = (reach) => reach(),
  ) {
    when(() => {
      if (!this.#left) this.enter();
    });
    this.#alive = setInterval(() => this.#link?.post({ type: 'alive' }), 20_000);
  }

  get sharing(): 'worker' | 'tab' | 'none' {
    return this.provider.sharing;
  }

  /** Opens a stream. Rejects, or breaks its body, with a `TransportError`. */
  open(request: LiveRequest): Promise<EngineResponse> {
    const { signal, source, shared, keeps } = request;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = String(this.#next++);
    const stream = new RemoteStream(
      (bytes) => this.#post({ type: 'credit', id, bytes }),
      () => {
        if (this.#streams.delete(id)) this.#post({ type: 'close', id });
      },
    );
    this.#streams.set(id, stream);
    signal?.addEventListener('abort', () => stream.abort(signal.reason), { once: true });
    this.#post({ type: 'open', id, source, shared, ...(keeps ? { keeps } : {}) });
    return stream.response;
  }

  /** The user did something. */
  input(): void {
    const now = Date.now();
    if (!this.idle.value && now - this.#lastInput < inputEvery) return;
    this.#lastInput = now;
    this.#post({ type: 'input' });
  }

  close(): void {
    clearInterval(this.#alive);
    this.leave();
  }

  /** Connects to the hub: at first, and when the page comes back from the browser's cache of pages. */
  enter(): void {
    this.#left = false;
    this.provider.start((link) => this.#linked(link));
  }

  /** Lets go of the hub; what was open breaks. */
  leave(): void {
    this.#left = true;
    this.#link?.post({ type: 'bye' });
    this.#link = undefined;
    this.#failAll('The page has been left.');
    this.provider.close();
  }

  #post(message: FromTab): void {
    if (this.#link) this.#link.post(message);
    else this.#waiting.push(message);
  }

  #linked(link: Link): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    // what another hub had opened is gone with it
    if (this.#link) this.#failAll('The tab that held the connection has gone.');
    this.#link = link;
    link.listen((value) => {
      const message = readFromHub(value);
      if (message && this.#link === link) this.#take(message);
    });
    this.idle.set(false);
    link.post({ type: 'hello', access: this.access() });
    for (const message of waiting) link.post(message);
  }

  #take(message: FromHub): void {
    if (message.type === 'idle') return this.idle.set(message.idle);
    if (message.type === 'jobs') return this.jobs.set(message.jobs);
    if (message.type === 'forgotten') return this.#failAll('This tab has slept for too long.');
    const stream = this.#streams.get(message.id);
    if (!stream) return;
    if (message.type === 'head') return stream.head(message.status, message.headers);
    if (message.type === 'data') return stream.data(message.bytes);
    this.#streams.delete(message.id);
    if (message.type === 'end') stream.end();
    else stream.fail(new TransportError(failureNamed(message.failure), message.message));
  }

  #failAll(sentence: string): void {
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    for (const stream of streams) stream.fail(new TransportError('broken', sentence));
  }
}
