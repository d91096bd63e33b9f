import { TransportError } from '../../lib/engine/errors';
import type { EngineResponse } from '../../lib/engine/request';
import { Backoff, delay } from './backoff';
import { wholeBody } from './body';
import { keptJobs, openedStream, streamNews, type StreamNews } from './keeper-reply';
import { KeeperStream } from './keeper-stream';
import { routerFailure } from './router-failure';
import type { RoleMethod } from './role-method';
import type { Ubus } from './ubus';
import type { WireValue } from './wire';

/** Seconds that a `next` may wait on the router; uhttpd and rpcd give up at 30. */
const wait = 25;

/** The keeper forgets a client that has not asked for 60 s: after less, its streams can still be resumed. */
const resumable = 45_000;

const objectName = 'dockerman.keeper';

/** Streams that begin anew with all there is where something was missed (docs/long-work.md). */
const retold: ReadonlySet<string> = new Set(['Jobs', 'JobLog']);

/** How the keeper is reached. */
export interface KeeperOptions {
  readonly ubus: Ubus;
  readonly engine?: string;
  /** Hears how many jobs the router keeps, where there are some and when there are none any more. */
  readonly jobs?: (jobs: number) => void;
  /** For tests: the jitter's chance. */
  readonly random?: () => number;
}

/**
 * Streams through the router's keeper (docs/architecture.md): one waiting `next` for all of them. A stream that cannot go on where it
 * was ends as `broken`; its reader opens it again.
 */
export class Keeper {
  readonly #client = crypto
    .getRandomValues(new Uint8Array(12))
    .reduce((id, byte) => id + byte.toString(16).padStart(2, '0'), '');
  readonly #streams = new Map<string, KeeperStream>();
  readonly #backoff: Backoff;
  /** Increases with each `next`; only the newest one asks on. */
  #turn = 0;
  /** Streams that the waiting `next` names; null while none waits. */
  #named: ReadonlySet<string> | null = null;
  #asking = false;
  #lastAnswer = 0;

  constructor(private readonly options: KeeperOptions) {
    this.#backoff = new Backoff(500, 5000, options.random);
  }

  /**
   * Opens a stream: a row of the table, with the method of its role, or the keeper's own `Statistics`. The engine's refusal is an
   * answer; everything else that fails is a {@link TransportError}, here or in the body.
   */
  async open(
    method: RoleMethod,
    name: string,
    parameters: Readonly<Record<string, WireValue>>,
    apiVersion: string,
    signal?: AbortSignal,
  ): Promise<EngineResponse> {
    signal?.throwIfAborted();
    const args = {
      client: this.#client,
      operation: name,
      parameters,
      api_version: apiVersion,
      engine: this.options.engine ?? '',
    };
    const answer = await this.#call(method, args);
    const opened = openedStream(answer);
    const headers = new Headers(opened.type ? { 'Content-Type': opened.type } : {});
    if (!('stream' in opened))
      return { status: opened.status, headers, body: wholeBody(new TextEncoder().encode(opened.body)) };
    const stream = new KeeperStream(
      opened.stream,
      opened.cursor,
      () => this.#wanted(),
      () => this.#left(opened.stream),
      retold.has(name),
    );
    this.#streams.set(stream.id, stream);
    signal?.addEventListener('abort', () => this.#abort(stream, signal), { once: true });
    if (signal?.aborted) this.#abort(stream, signal);
    this.#wanted();
    return { status: 200, headers, body: stream.body };
  }

  async #call(method: string, args: object, signal?: AbortSignal): Promise<object> {
    const answer = await this.options.ubus.call(objectName, method, args, {
      alone: method === 'next',
      signal,
      limit: (wait + 10) * 1000,
    });
    const failure = routerFailure(answer);
    if (failure) throw failure;
    return answer;
  }

  #abort(stream: KeeperStream, signal: AbortSignal): void {
    if (stream.over) return;
    stream.fail(signal.reason);
    this.#left(stream.id);
  }

  /** The reader has gone: the keeper need not wait a minute to notice. */
  #left(id: string): void {
    if (!this.#streams.delete(id)) return;
    this.#call('view', { client: this.#client, close: id }).catch(() => undefined);
  }

  /** A stream wants to be read. A waiting `next` that does not name it is answered at once when another one comes. */
  #wanted(): void {
    if (this.#asking) return;
    this.#asking = true;
    // readers take a reply together: ask once for all of them
    setTimeout(() => {
      this.#asking = false;
      const named = this.#named;
      const ready = this.#ready();
      if (named && ready.every((stream) => named.has(stream.id))) return;
      void this.#ask(++this.#turn);
    }, 0);
  }

  #ready(): KeeperStream[] {
    return [...this.#streams.values()].filter((stream) => stream.ready);
  }

  async #ask(turn: number): Promise<void> {
    if (this.#lastAnswer === 0) this.#lastAnswer = Date.now();
    while (turn === this.#turn && this.#streams.size > 0) {
      const cursors = Object.fromEntries(this.#ready().map((stream) => [stream.id, stream.cursor]));
      this.#named = new Set(Object.keys(cursors));
      try {
        // without any name it is a sign of life only
        const answer = await this.#call('next', { client: this.#client, cursors, wait });
        this.#lastAnswer = Date.now();
        this.#backoff.reset();
        this.#deliver(streamNews(answer), cursors);
        const jobs = keptJobs(answer);
        if (jobs !== undefined) this.options.jobs?.(jobs);
        if (turn === this.#turn) await pause();
      } catch (error) {
        if (turn !== this.#turn) return;
        if (!this.#survives(error)) return this.#failAll(error);
        await delay(this.#backoff.next());
      }
    }
    if (turn === this.#turn) {
      this.#named = null;
      this.#lastAnswer = 0;
    }
  }

  #deliver(news: Readonly<Record<string, StreamNews>>, cursors: Readonly<Record<string, number>>): void {
    for (const [id, one] of Object.entries(news)) {
      const stream = this.#streams.get(id);
      // a newer call has brought it already
      if (!stream || stream.cursor !== cursors[id]) continue;
      stream.take(one);
      if (stream.over) this.#streams.delete(id);
    }
  }

  /** Whether the streams can go on after this error of a `next`. */
  #survives(error: unknown): boolean {
    if (!(error instanceof TransportError)) return false;
    if (error.failure !== 'unreachable' && error.failure !== 'timeout' && error.failure !== 'broken')
      return false;
    return Date.now() - this.#lastAnswer < resumable;
  }

  #failAll(error: unknown): void {
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    this.#named = null;
    this.#lastAnswer = 0;
    for (const stream of streams) stream.fail(error);
  }
}

/** Lets the readers take what came, so that the next call names their streams again. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
