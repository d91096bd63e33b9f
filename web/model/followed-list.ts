import type { EngineEvent } from '../../lib/engine/types/event';
import type { LiveCollection, Phase, Snapshot } from './collection';
import type { EngineLink } from './engine-link';
import type { EventFeed, EventListener } from './event-feed';
import { failureOf, isLasting } from './failure';
import type { LastKnown } from './last-known';
import { RowTable, type TableRow } from './row-table';
import { onceAFrame } from './schedule';
import { Store } from './store';

/** How long a row that has gone stays on screen (milliseconds). */
const goneFor = 4000;
/** Events come in bursts (a removal is one for each name): what they ask for is asked at once after so long. */
const gatherFor = 50;
/** A break shorter than this is not worth a word. */
const breakShown = 1500;
const saveEvery = 3000;
/** A list that could not be had is asked for again after so long. */
const againAfter = 5000;

/** Where the rows of a list come from. */
export interface ListSource<Row> {
  /** All rows, as the engine lists them. */
  list(): Promise<readonly Row[]>;
  /** Whether the list may be another one after this event. */
  concerns(event: EngineEvent): boolean;
}

/** A list that is short enough to be asked for as a whole: once, and again after each event that concerns it. */
export class FollowedList<Row extends TableRow> implements LiveCollection<Row>, EventListener {
  readonly #table = new RowTable<Row>();
  readonly #store: Store<Snapshot<Row>>;
  readonly #publish = onceAFrame(() => this.#snapshot());
  #phase: Phase = 'loading';
  #failure: Snapshot<Row>['failure'];
  #release: (() => void) | undefined;
  #wanted = false;
  #asking: Promise<void> | undefined;
  #gather: ReturnType<typeof setTimeout> | undefined;
  #break: ReturnType<typeof setTimeout> | undefined;
  #save: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly source: ListSource<Row>,
    private readonly link: EngineLink,
    private readonly events: EventFeed,
    private readonly lastKnown: LastKnown<Row>,
  ) {
    this.#store = new Store<Snapshot<Row>>({ phase: 'loading', rows: [] }, (watched) =>
      watched ? this.#start() : this.#stop(),
    );
    void lastKnown.load().then((rows) => this.#remembered(rows));
    link.idle.subscribe(() => this.#idled());
  }

  get value(): Snapshot<Row> {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  get(id: string): Row | undefined {
    return this.#table.get(id);
  }

  refresh(): Promise<void> {
    this.#wanted = true;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** Marks what is under way with a row, or that it is over. */
  pend(id: string, what: Row['pending'] | undefined): void {
    if (this.#table.pend(id, what)) this.#publish();
  }

  event(event: EngineEvent): void {
    if (!this.source.concerns(event)) return;
    this.#gather ??= setTimeout(() => {
      this.#gather = undefined;
      void this.refresh();
    }, gatherFor);
  }

  synchronise(): void {
    this.#noBreak();
    void this.refresh();
  }

  lost(error: unknown): void {
    this.#failure = failureOf(error);
    if (isLasting(error)) return this.#to('failed');
    // without any transport that follows, lists are renewed instead
    if (this.#break !== undefined || this.#phase !== 'live' || this.#failure.failure === 'refused') return;
    this.#break = setTimeout(() => {
      this.#break = undefined;
      if (!this.link.idle.value) this.#to('reconnecting');
    }, breakShown);
  }

  #start(): void {
    this.#release = this.events.listen(this);
    void this.refresh();
  }

  #stop(): void {
    this.#release?.();
    this.#release = undefined;
    this.#noBreak();
    clearTimeout(this.#gather);
    this.#gather = undefined;
    if (this.#phase === 'live' || this.#phase === 'reconnecting') this.#phase = 'stale';
    this.#snapshot();
  }

  #noBreak(): void {
    clearTimeout(this.#break);
    this.#break = undefined;
  }

  #idled(): void {
    if (!this.#release) return;
    if (this.link.idle.value) {
      this.#noBreak();
      if (this.#phase === 'live' || this.#phase === 'reconnecting') this.#to('idle');
    } else if (this.#phase === 'idle') this.#to('reconnecting');
  }

  #remembered(rows: readonly Row[]): void {
    if (this.#phase !== 'loading' || !rows.length) return;
    this.#put(rows);
    this.#phase = 'stale';
    this.#snapshot();
  }

  #put(rows: readonly Row[]): void {
    this.#table.order(rows.map(({ id }) => id));
    for (const row of rows) this.#table.put(row);
  }

  /** Asks the engine, one question at a time; what comes up meanwhile is asked next. */
  async #ask(): Promise<void> {
    try {
      while (this.#wanted) {
        this.#wanted = false;
        this.#take(await this.source.list());
      }
    } catch (error) {
      this.link.note(error);
      this.#failure = failureOf(error);
      this.#to(this.link.idle.value ? 'idle' : 'failed');
      // the feed notices as well when it is the connection; an error of the list alone is tried again here
      if (this.#release && !isLasting(error))
        this.#break ??= setTimeout(() => this.synchronise(), againAfter + Math.random() * 2000);
    }
  }

  #take(rows: readonly Row[]): void {
    const confirmed = this.#phase !== 'stale' && this.#phase !== 'loading';
    const present = new Set(rows.map(({ id }) => id));
    this.#put(rows);
    for (const id of [...this.#table.ids()]) if (!present.has(id)) this.#gone(id, confirmed);
    this.#failure = undefined;
    this.#noBreak();
    this.#phase = this.#release ? 'live' : 'stale';
    this.#publish();
    if (this.#save !== undefined) return;
    this.#save = setTimeout(() => {
      this.#save = undefined;
      if (this.#phase === 'live') void this.lastKnown.save(this.#table.list());
    }, saveEvery);
  }

  #gone(id: string, shown: boolean): void {
    if (this.#table.get(id)?.gone) return;
    // what was only remembered goes without a word
    if (!shown) return void this.#table.remove(id);
    this.#table.pend(id, undefined);
    this.#table.change(id, (known) => ({ ...known, gone: true }));
    setTimeout(() => {
      if (this.#table.get(id)?.gone && this.#table.remove(id)) this.#publish();
    }, goneFor);
  }

  #to(phase: Phase): void {
    this.#phase = phase;
    this.#publish();
  }

  #snapshot(): void {
    const { value } = this.#store;
    const rows = this.#table.list();
    const same = rows.length === value.rows.length && rows.every((row, index) => row === value.rows[index]);
    const failure = this.#phase === 'failed' || this.#phase === 'reconnecting' ? this.#failure : undefined;
    if (same && this.#phase === value.phase && failure === value.failure) return;
    this.#store.set({ phase: this.#phase, rows: same ? value.rows : rows, ...(failure ? { failure } : {}) });
  }
}
