import { TransportError } from '../../lib/engine/errors';
import { Backoff, delay } from '../transport/backoff';
import type { EngineLink } from './engine-link';
import { isLasting } from './failure';
import type { Figures, FigureSource } from './figure-sources';
import { SampleHistory } from './history';
import type { History, Sample, Statistics, StatisticsWatch } from './statistics';
import { Store, type Readable } from './store';

/** Scrolling changes what is visible many times a second: settled after so long (milliseconds). */
const settleFor = 150;
/** A sample older than this (milliseconds) says nothing of now. */
const freshFor = 15_000;
/** Histories kept, the least lately looked at go first: 130 kB each at most. */
const mostHistories = 200;

interface Entry {
  readonly latest: Store<Sample | undefined>;
  /** When its CPU was last told. */
  cpuTime: number;
  readonly history: SampleHistory;
}

/** Live figures of the containers on screen; nothing flows for what nobody sees, in hidden tabs, and without input. */
export class LiveStatistics implements Statistics {
  readonly failure = new Store<string | undefined>(undefined);
  readonly #watches = new Set<readonly string[]>();
  readonly #entries = new Map<string, Entry>();
  #shown = '';
  #settle: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  /** `sources`: the ways to figures, best first; a failed one hands over to the next. */
  constructor(
    private readonly link: EngineLink,
    private readonly sources: () => readonly FigureSource[],
  ) {
    link.idle.subscribe(() => this.#wake());
    if (typeof document !== 'undefined') document.addEventListener('visibilitychange', () => this.#wake());
  }

  watch(ids: readonly string[]): StatisticsWatch {
    let present: readonly string[] = [...ids];
    this.#watches.add(present);
    this.#wake();
    return {
      show: (next) => {
        if (next.join() === present.join()) return;
        this.#watches.delete(present);
        present = [...next];
        this.#watches.add(present);
        this.#wake();
      },
      release: () => {
        this.#watches.delete(present);
        this.#wake();
      },
    };
  }

  latest(id: string): Readable<Sample | undefined> {
    return this.#entry(id).latest;
  }

  history(id: string): History {
    return this.#entry(id).history.view();
  }

  close(): void {
    clearTimeout(this.#settle);
    this.#watches.clear();
    this.#running?.abort();
  }

  #wake(): void {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      this.#settle = undefined;
      this.#follow();
    }, settleFor);
  }

  #follow(): void {
    const asleep =
      this.link.idle.value || (typeof document !== 'undefined' && document.visibilityState === 'hidden');
    const ids = asleep ? [] : [...new Set([...this.#watches].flat())].sort();
    const shown = ids.join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#running?.abort(new DOMException('Other containers are shown.', 'AbortError'));
    this.#running = undefined;
    if (!ids.length) return;
    this.#running = new AbortController();
    for (const id of ids) {
      const { latest } = this.#entry(id);
      if (latest.value && Date.now() - latest.value.time > freshFor) latest.set(undefined);
    }
    void this.#run(ids, this.#running.signal);
  }

  async #run(ids: readonly string[], signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(1000, 30_000);
    for (let attempt = 0; !signal.aborted; attempt++) {
      const sources = this.sources();
      const source = sources[attempt % Math.max(1, sources.length)];
      try {
        if (!source) throw new TransportError('unreachable', 'No way to the engine carries statistics.');
        for await (const round of source(ids, signal)) {
          if (signal.aborted) return;
          this.#take(round);
          backoff.reset();
          this.failure.set(undefined);
          // a source that worked is the one to go on with
          attempt = sources.indexOf(source) - 1;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (attempt % Math.max(1, sources.length) === sources.length - 1 || isLasting(error))
          this.failure.set(error instanceof Error ? error.message : String(error));
        if (isLasting(error)) return;
      }
      await delay(backoff.next(), signal).catch(() => undefined);
    }
  }

  #take(round: readonly Figures[]): void {
    const time = Date.now();
    for (const { id, figures } of round) {
      const entry = this.#entry(id);
      if (!figures) {
        entry.latest.set(undefined);
        continue;
      }
      const before = entry.latest.value;
      const seconds = before ? (time - before.time) / 1000 : 0;
      // a counter that went back: the container was started anew
      const rate = (now: number, then: number | undefined) =>
        seconds > 0 && then !== undefined && now >= then ? (now - then) / seconds : null;
      // a source that begins anew (others are shown now) has no CPU at first: the one of a moment ago holds
      const bridged = figures.cpu === null && before !== undefined && time - entry.cpuTime < freshFor;
      if (figures.cpu !== null) entry.cpuTime = time;
      const sample: Sample = {
        time,
        ...figures,
        cpu: bridged ? before.cpu : figures.cpu,
        receiveRate: rate(figures.received, before?.received),
        sendRate: rate(figures.sent, before?.sent),
        readRate: rate(figures.read, before?.read),
        writeRate: rate(figures.written, before?.written),
      };
      if (!bridged) entry.history.push(sample);
      entry.latest.set(sample);
    }
  }

  #entry(id: string): Entry {
    let entry = this.#entries.get(id);
    if (entry) this.#entries.delete(id);
    else
      entry = { latest: new Store<Sample | undefined>(undefined), cpuTime: 0, history: new SampleHistory() };
    this.#entries.set(id, entry);
    if (this.#entries.size > mostHistories) this.#forgetOne();
    return entry;
  }

  #forgetOne(): void {
    const shown = new Set([...this.#watches].flat());
    for (const id of this.#entries.keys())
      if (!shown.has(id)) {
        this.#entries.delete(id);
        return;
      }
  }
}
