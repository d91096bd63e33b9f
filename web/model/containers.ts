import type { EngineEvent } from '../../lib/engine/types/event';
import type { ActionName } from './actions';
import type { LiveCollection, Phase, Snapshot } from './collection';
import { eventEffect } from './container-events';
import { containerRow } from './container-rows';
import type { ContainerRow } from './container-row';
import { Deaths } from './deaths';
import type { EngineLink } from './engine-link';
import type { EventFeed, EventListener } from './event-feed';
import { failureOf, isLasting } from './failure';
import type { LastKnown } from './last-known';
import { RowTable } from './row-table';
import { onceAFrame } from './schedule';
import { Store } from './store';

/** How long a row that has gone stays on screen (milliseconds). */
export const goneFor = 4000;
/** Events come in bursts (a start is three of them): what they ask for is asked at once after so long. */
const gatherFor = 15;
/** More rows than this are asked for with the whole list: their ids would not fit the parameter's 16 KiB. */
const mostIds = 100;
/** A break shorter than this is not worth a word. */
const breakShown = 1500;
const saveEvery = 3000;
/** How long the engine's list may take to catch up with its events before it is asked again. */
const behindFor = 250;

/** The containers of an engine: listed once, then as its events tell. */
export class Containers implements LiveCollection<ContainerRow>, EventListener {
  readonly #table = new RowTable<ContainerRow>();
  readonly #store: Store<Snapshot<ContainerRow>>;
  readonly #publish = onceAFrame(() => this.#snapshot());
  /** What happened while the engine was being asked: its answer may be older than that. */
  readonly #dirty = new Set<string>();
  /** What was destroyed while the engine was being asked: its answer may still have it. */
  readonly #destroyed = new Set<string>();
  readonly #deaths = new Deaths();
  #phase: Phase = 'loading';
  #failure: Snapshot<ContainerRow>['failure'];
  #release: (() => void) | undefined;
  #listWanted = false;
  #asking: Promise<void> | undefined;
  #gather: ReturnType<typeof setTimeout> | undefined;
  #break: ReturnType<typeof setTimeout> | undefined;
  #save: ReturnType<typeof setTimeout> | undefined;
  readonly #watchers = new Set<(id: string) => void>();
  readonly #observers = new Set<() => void>();

  constructor(
    private readonly link: EngineLink,
    private readonly events: EventFeed,
    private readonly lastKnown: LastKnown<ContainerRow>,
  ) {
    this.#store = new Store<Snapshot<ContainerRow>>({ phase: 'loading', rows: [] }, (watched) =>
      watched ? this.#start() : this.#stop(),
    );
    void lastKnown.load().then((rows) => this.#remembered(rows));
    link.idle.subscribe(() => this.#idled());
  }

  get value(): Snapshot<ContainerRow> {
    return this.#store.value;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  get(id: string): ContainerRow | undefined {
    return this.#table.get(id);
  }

  refresh(): Promise<void> {
    this.#listWanted = true;
    return this.#ask();
  }

  /** Marks a row's action as under way, or as over. */
  pend(id: string, action: ActionName | undefined): void {
    if (this.#table.pend(id, action)) this.#publish();
  }

  /** Calls back with the id of each row that changed, at once. Returns the way to stop. */
  watch(watcher: (id: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Calls back after each change, as `subscribe` does, without being a reason to follow. */
  observe(listener: () => void): () => void {
    this.#observers.add(listener);
    return () => this.#observers.delete(listener);
  }

  /** Asks the engine about one container now (its state is wanted, and an event may have been missed). */
  async ask(id: string): Promise<void> {
    this.#dirty.add(id);
    await this.#ask();
  }

  /** Opens the events anew, and lists: some were lost. */
  followAnew(): void {
    this.events.restart();
  }

  event(event: EngineEvent): void {
    const effect = eventEffect(event);
    if (!effect) return;
    this.#deaths.note(event);
    const { id, change, gone, ask } = effect;
    if (gone) {
      if (this.#asking) this.#destroyed.add(id);
      return this.#gone(id);
    }
    if (change && this.#table.change(id, change)) this.#changed(id);
    // an answer that is under way may not know of this yet
    if (ask || this.#asking) this.#dirty.add(id);
    if (this.#dirty.size) this.#gatherAsk();
  }

  synchronise(): void {
    clearTimeout(this.#break);
    this.#break = undefined;
    void this.refresh();
  }

  lost(error: unknown): void {
    this.#failure = failureOf(error);
    if (isLasting(error)) return this.#setPhase('failed');
    if (this.#break !== undefined || this.#phase !== 'live') return;
    // without any transport that follows, lists are renewed instead
    if (this.#failure.failure === 'refused') return;
    this.#break = setTimeout(() => {
      this.#break = undefined;
      if (!this.link.idle.value) this.#setPhase('reconnecting');
    }, breakShown);
  }

  #start(): void {
    this.#release = this.events.listen(this);
    void this.refresh();
  }

  #stop(): void {
    this.#release?.();
    this.#release = undefined;
    clearTimeout(this.#break);
    clearTimeout(this.#gather);
    this.#break = this.#gather = undefined;
    if (this.#phase === 'live' || this.#phase === 'reconnecting') this.#phase = 'stale';
    this.#snapshot();
  }

  #idled(): void {
    if (!this.#release) return;
    if (this.link.idle.value) {
      clearTimeout(this.#break);
      this.#break = undefined;
      if (this.#phase === 'live' || this.#phase === 'reconnecting') this.#setPhase('idle');
    } else if (this.#phase === 'idle') this.#setPhase('reconnecting');
  }

  #remembered(rows: readonly ContainerRow[]): void {
    if (this.#phase !== 'loading' || !rows.length) return;
    this.#table.order(rows.map(({ id }) => id));
    for (const row of rows) this.#table.put(row);
    this.#phase = 'stale';
    // painted in this very frame: it is what the user waits for
    this.#snapshot();
  }

  #gatherAsk(): void {
    if (this.#gather !== undefined || !this.#release) return;
    this.#gather = setTimeout(() => {
      this.#gather = undefined;
      void this.#ask();
    }, gatherFor);
  }

  /** The engine's list is behind its events: asked again when it has had some time. */
  #askLater(id: string): void {
    setTimeout(() => {
      this.#dirty.add(id);
      this.#gatherAsk();
    }, behindFor);
  }

  /** Asks the engine, one question at a time; what comes up meanwhile is asked next. */
  #ask(): Promise<void> {
    this.#asking ??= this.#askAll().finally(() => {
      this.#asking = undefined;
      this.#destroyed.clear();
    });
    return this.#asking;
  }

  async #askAll(): Promise<void> {
    try {
      while (this.#listWanted || this.#dirty.size) {
        const all = this.#listWanted || this.#dirty.size > mostIds;
        const ids = all ? [] : [...this.#dirty];
        this.#listWanted = false;
        this.#dirty.clear();
        await this.#list(ids);
      }
    } catch (error) {
      this.link.note(error);
      this.#failure = failureOf(error);
      this.#setPhase(this.link.idle.value ? 'idle' : 'failed');
      // the feed notices as well when it is the connection; an error of the list alone is tried again here
      if (this.#release && !isLasting(error)) {
        this.#listWanted = true;
        this.#break ??= setTimeout(() => this.synchronise(), 5000 + Math.random() * 2000);
      }
    }
  }

  async #list(ids: readonly string[]): Promise<void> {
    const filters = ids.length ? { filters: { id: ids } } : {};
    const summaries = await this.link.run((client) => client.containerList({ all: true, ...filters }));
    const now = Date.now();
    const present = new Set(summaries.map(({ Id }) => Id));
    if (!ids.length) this.#table.order([...present]);
    for (const summary of summaries) {
      // an id never comes back
      if (this.#destroyed.has(summary.Id)) continue;
      // something has happened to it meanwhile: it is asked for again, and the event knows better until then
      if (this.#dirty.has(summary.Id) && this.#table.get(summary.Id)) continue;
      if (this.#deaths.contradict(summary.Id, summary.State)) {
        this.#askLater(summary.Id);
        continue;
      }
      if (this.#table.put(containerRow(summary, now, this.#table.get(summary.Id)))) this.#changed(summary.Id);
    }
    const asked = ids.length ? ids : [...this.#table.ids()];
    for (const id of asked) if (!present.has(id) && !this.#dirty.has(id)) this.#gone(id);
    if (!ids.length) {
      this.#failure = undefined;
      clearTimeout(this.#break);
      this.#break = undefined;
      this.#phase = this.#release ? 'live' : 'stale';
      // the first true rows are waited for: they are rendered in this very frame
      if (this.#store.value.phase === 'live') this.#publish();
      else this.#snapshot();
    }
  }

  #gone(id: string): void {
    const row = this.#table.get(id);
    this.#dirty.delete(id);
    if (!row || row.gone) return;
    // what was only remembered goes without a word
    if (this.#phase === 'stale' || this.#phase === 'loading') {
      this.#table.remove(id);
      return this.#changed(id);
    }
    this.#table.pend(id, undefined);
    this.#table.change(id, (known) => ({ ...known, gone: true }));
    this.#changed(id);
    setTimeout(() => {
      if (this.#table.get(id)?.gone && this.#table.remove(id)) this.#publish();
    }, goneFor);
  }

  #changed(id: string): void {
    this.#publish();
    for (const watcher of [...this.#watchers]) watcher(id);
    if (this.#save !== undefined) return;
    this.#save = setTimeout(() => {
      this.#save = undefined;
      if (this.#phase === 'live') void this.lastKnown.save(this.#table.list());
    }, saveEvery);
  }

  #setPhase(phase: Phase): void {
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
    for (const observer of [...this.#observers]) observer();
  }
}
