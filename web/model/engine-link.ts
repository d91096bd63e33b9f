import { engineClient, type EngineClient } from '../../lib/engine/client';
import { EngineError, TransportError, VersionError } from '../../lib/engine/errors';
import { negotiate } from '../../lib/engine/negotiate';
import type { Transport } from '../../lib/engine/request';
import type { Failure } from './collection';
import type { ConnectionState } from './connection';
import { failureOf } from './failure';
import { Store, type Readable } from './store';

/** How it stands with the engine, from what the last calls met. */
export interface LinkState {
  readonly state: Exclude<ConnectionState, 'idle'>;
  readonly failure?: Failure;
  readonly apiVersion?: string;
}

/** What a link stands on. */
export interface LinkOptions {
  readonly transport: Transport;
  /** Nothing is asked while this is true. */
  readonly idle: Readable<boolean>;
  /** The API version of an earlier visit: the first call need not wait for the negotiation. */
  readonly remembered?: string | undefined;
  readonly remember?: (apiVersion: string) => void;
}

const states: Readonly<Partial<Record<Failure['failure'], LinkState['state']>>> = {
  session: 'session-ended',
  forbidden: 'forbidden',
  'engine-down': 'engine-down',
  unreachable: 'offline',
  timeout: 'offline',
  broken: 'offline',
};

/** "client version 1.47 is too new. Maximum supported API version is 1.41", and the like for too old. */
const versionRefused = /client version .* is too (new|old)/;

/** The client of one engine: negotiates the API version when it is needed, and notes what calls tell of the connection. */
export class EngineLink {
  readonly state: Store<LinkState>;
  /** The API version was negotiated since the page was opened. */
  negotiated = false;
  #client: Promise<EngineClient> | undefined;

  constructor(private readonly options: LinkOptions) {
    const { remembered } = options;
    if (remembered) this.#client = Promise.resolve(engineClient(options.transport, remembered));
    this.state = new Store<LinkState>({
      state: 'connecting',
      ...(remembered ? { apiVersion: remembered } : {}),
    });
  }

  get idle(): Readable<boolean> {
    return this.options.idle;
  }

  /**
   * Runs a call with the client. Errors pass through; what they tell of the connection is noted. A call that the engine refuses for
   * its API version is made once more with another one.
   */
  async run<T>(call: (client: EngineClient) => Promise<T>): Promise<T> {
    try {
      const result = await call(await this.#negotiated());
      this.#note({ state: 'online' });
      return result;
    } catch (error) {
      if (!(error instanceof EngineError && error.status === 400 && versionRefused.test(error.message))) {
        // one operation that a role does not allow says nothing of the engine; whoever lists notes it
        if (!(error instanceof TransportError && error.failure === 'forbidden')) this.note(error);
        throw error;
      }
    }
    this.#client = undefined;
    return call(await this.#negotiated());
  }

  /** Negotiates anew: the engine may be another one than at the last visit. */
  async renegotiate(): Promise<void> {
    const fresh = this.#negotiate();
    const client = await fresh;
    if (client.apiVersion !== this.state.value.apiVersion) this.#client = fresh;
    this.#note({ state: 'online', apiVersion: client.apiVersion });
  }

  /** Resolves as soon as something may be asked: at once, or with the next input. */
  whenActive(signal?: AbortSignal): Promise<void> {
    const { idle } = this.options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (!idle.value) return resolve();
      const stop = idle.subscribe(() => {
        if (idle.value) return;
        stop();
        resolve();
      });
      signal?.addEventListener('abort', () => {
        stop();
        reject(signal.reason);
      });
    });
  }

  /** Notes what an error tells of the connection. */
  note(error: unknown): void {
    if (error instanceof EngineError) return this.#note({ state: 'online' });
    if (error instanceof VersionError) return this.#note({ state: 'unsupported', failure: failureOf(error) });
    if (!(error instanceof TransportError)) return;
    const failure = failureOf(error);
    const state = states[failure.failure];
    if (state) this.#note({ state, failure });
  }

  #note(next: LinkState): void {
    const { apiVersion, ...before } = this.state.value;
    const version = next.apiVersion ?? apiVersion;
    if (
      before.state === next.state &&
      before.failure?.message === next.failure?.message &&
      version === apiVersion
    )
      return;
    this.state.set(version === undefined ? next : { ...next, apiVersion: version });
  }

  #negotiated(): Promise<EngineClient> {
    if (!this.#client) {
      const made = this.#negotiate();
      this.#client = made;
      made.catch(() => {
        if (this.#client === made) this.#client = undefined;
      });
    }
    return this.#client;
  }

  async #negotiate(): Promise<EngineClient> {
    const { transport, remember } = this.options;
    const { apiVersion } = await negotiate(transport);
    this.negotiated = true;
    remember?.(apiVersion);
    this.#note({ state: 'online', apiVersion });
    return engineClient(transport, apiVersion);
  }
}
