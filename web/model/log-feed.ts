import { milliseconds } from '../../lib/engine/decode/timestamp';
import type { EngineEvent } from '../../lib/engine/types/event';
import { delay } from '../transport/backoff';
import type { EngineLink } from './engine-link';
import type { EventFeed } from './event-feed';
import { failureOf } from './failure';
import { LogLines } from './log-lines';
import { readLog } from './log-source';
import type { LogOptions, LogPhase, LogState, LogStream } from './logs';
import { olderLines } from './older-lines';
import { breather, onceAFrame } from './schedule';
import { Store } from './store';

const defaultTail = 200;
const defaultKeep = 50_000;
/** A busy log is read for so long (milliseconds) before the page has its turn. */
const longestTurn = 20;

/** The log of one container: read, followed, gone on with after a break and when the container starts again. */
export class LogFeed implements LogStream {
  readonly #store: Store<LogState>;
  readonly #lines: LogLines;
  readonly #publish = onceAFrame(() => this.#show());
  #phase: LogPhase = 'loading';
  #failure: LogState['failure'];
  #separated = true;
  #complete = false;
  #tty = false;
  #born = 0;
  #containerId = '';
  #running: AbortController | undefined;
  #stopEvents: (() => void) | undefined;
  #stopIdle: (() => void) | undefined;
  #restarted: (() => void) | undefined;

  constructor(
    private readonly id: string,
    private readonly options: LogOptions,
    private readonly link: EngineLink,
    private readonly events: EventFeed,
  ) {
    this.#lines = new LogLines(options.keep ?? defaultKeep);
    const empty = { lines: [], dropped: 0, skipped: 0, separated: true, complete: false };
    this.#store = new Store<LogState>({ phase: 'loading', ...empty }, (watched) =>
      watched ? this.#start() : this.#stop(),
    );
  }

  get value(): LogState {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  async older(count = 500): Promise<number> {
    const { first, last, length } = this.#lines;
    if (this.#complete || !first || !this.#running) return 0;
    const span = ((milliseconds(last?.timestamp ?? '') ?? 0) - (milliseconds(first.timestamp) ?? 0)) / 1000;
    const { lines, complete } = await olderLines(this.link, {
      container: this.id,
      tty: this.#tty,
      born: this.#born,
      before: first.timestamp,
      count,
      pace: length > 1 ? (span / length) * count : 0,
      signal: this.#running.signal,
    });
    const taken = this.#lines.prepend(lines);
    this.#complete = complete && taken === lines.length;
    this.#publish();
    return taken;
  }

  clear(): void {
    this.#lines.clear();
    this.#complete = false;
    this.#publish();
  }

  #start(): void {
    const running = new AbortController();
    this.#running = running;
    this.#stopEvents = this.events.listen({
      event: (event) => this.#event(event),
      synchronise: () => undefined,
      lost: () => undefined,
    });
    const { idle } = this.link;
    this.#stopIdle = idle.subscribe(() => {
      if (idle.value && (this.#phase === 'following' || this.#phase === 'reconnecting'))
        this.#setPhase('idle');
    });
    void this.#run(running.signal);
  }

  #stop(): void {
    this.#running?.abort(new DOMException('Nobody reads it.', 'AbortError'));
    this.#running = undefined;
    this.#stopEvents?.();
    this.#stopIdle?.();
  }

  #event(event: EngineEvent): void {
    if (event.Type === 'container' && event.Action === 'start' && event.Actor.ID === this.#containerId)
      this.#restarted?.();
  }

  async #run(signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        const running = await this.#inspect(signal);
        await this.#read(signal);
        if (this.options.follow === false || this.options.until !== undefined) break;
        if (!running) this.#setPhase('ended');
        await this.#untilMore(signal);
      }
      this.#setPhase('ended');
    } catch (error) {
      if (signal.aborted) return;
      this.#failure = failureOf(error);
      this.#setPhase('failed');
    }
  }

  async #inspect(signal: AbortSignal): Promise<boolean> {
    const inspect = await this.link.run((client) =>
      client.containerInspect({ container: this.id }, { signal }),
    );
    this.#tty = inspect.Config.Tty;
    this.#separated = !inspect.Config.Tty;
    this.#born = Math.floor((milliseconds(inspect.Created) ?? 0) / 1000);
    this.#containerId = inspect.Id;
    return inspect.State.Running;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { last } = this.#lines;
    const tail = this.options.tail ?? defaultTail;
    const log = readLog(this.link, {
      container: this.id,
      tty: this.#tty,
      follow: this.options.follow !== false,
      // what is here already is left out below
      tail: last ? 'all' : tail,
      since: last ? last.timestamp : this.options.since,
      until: this.options.until,
      signal,
      onOpen: () => this.#setPhase('following'),
      onBreak: () => this.#setPhase(this.link.idle.value ? 'idle' : 'reconnecting'),
    });
    const breathe = breather(longestTurn);
    let received = 0;
    for await (const batch of log) {
      const fresh = last ? batch.filter((line) => line.time > last.timestamp || line.continues) : batch;
      received += fresh.length;
      this.#lines.append(fresh);
      this.#publish();
      await breathe();
    }
    if (!last && this.options.since === undefined) this.#complete = tail === 'all' || received < tail;
  }

  /** The engine ends a follow when the container ends; some transports end it now and then. */
  async #untilMore(signal: AbortSignal): Promise<void> {
    for (;;) {
      const started = new Promise<void>((resolve) => (this.#restarted = resolve));
      const { State } = await this.link.run((client) =>
        client.containerInspect({ container: this.id }, { signal }),
      );
      if (State.Running) {
        await delay(500 + Math.random() * 500, signal);
        return;
      }
      this.#setPhase('ended');
      const aborted = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
      await Promise.race([started, aborted]);
      return;
    }
  }

  #setPhase(phase: LogPhase): void {
    this.#phase = phase;
    this.#publish();
  }

  #show(): void {
    const failure = this.#phase === 'failed' ? this.#failure : undefined;
    this.#store.set({
      phase: this.#phase,
      lines: this.#lines.publish(),
      dropped: this.#lines.dropped,
      skipped: 0,
      separated: this.#separated,
      complete: this.#complete && this.#lines.dropped === 0,
      ...(failure ? { failure } : {}),
    });
  }
}
