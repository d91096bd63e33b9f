import { randomBytes } from 'node:crypto';
import { Refusal } from '../http/refusal';
import { kept, keptFor, newsEvery, running } from './bounds';
import { Job } from './job';
import { interrupted, type SavedJobs } from './saved-jobs';
import type { JobNames, ShownJob } from './shown-job';

/** Who wants to hear of changes: of all jobs that changed since the last time, by their ids, a few times a second at most. */
export type JobsListener = (changed: ReadonlySet<string>) => void;

interface Entry {
  /** Absent for what another run of the gateway held. */
  readonly job?: Job;
  readonly shown: () => ShownJob;
  /** When it ended, by the clock that nobody moves. */
  ended: number | undefined;
}

/** The jobs that there are: those at work, and those that have ended within the last day, fifty at most. */
export class Jobs {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<JobsListener>();
  readonly #epoch = randomBytes(4).toString('hex');
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #told = -newsEvery;
  #made = 0;
  #saved: SavedJobs | undefined;

  /** `now` gives milliseconds of a clock that nobody moves. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Takes in what another run of the gateway has left behind, and writes down what happens from now on. */
  async keep(saved: SavedJobs): Promise<void> {
    this.#saved = saved;
    for (const shown of await saved.load()) {
      if (this.#entries.has(shown.id)) continue;
      this.#entries.set(shown.id, { shown: () => shown, ended: this.now() });
      this.#note(shown.id);
    }
    this.#save();
  }

  /** All jobs as they are now, in the order in which they were started. */
  shown(): readonly ShownJob[] {
    this.#tidy();
    return [...this.#entries.values()].map(({ shown }) => shown());
  }

  /** The job of that id as it is now. */
  get(id: string): ShownJob | undefined {
    return this.#entries.get(id)?.shown();
  }

  /** The job of that id; a {@link Refusal} (404) where there is none. Undefined for one of an earlier run of the gateway. */
  find(id: string): Job | undefined {
    const entry = this.#entries.get(id);
    if (!entry) throw new Refusal(404, 'there is no such job (any more)');
    return entry.job;
  }

  /** Adds a job. Refuses (429) one too many. */
  add(names: Omit<JobNames, 'id'>, upload?: number): Job {
    const atWork = [...this.#entries.values()].filter(({ job }) => job?.running).length;
    if (atWork >= running)
      throw new Refusal(429, `${running} jobs are at work already: wait for one of them, or cancel one`);
    const id = `${this.#epoch}-${(this.#made += 1)}`;
    const job = new Job({ id, ...names }, upload, () => this.#jobChanged(id));
    this.#entries.set(id, { job, shown: () => job.shown(), ended: undefined });
    this.#tidy();
    this.#note(id);
    this.#save();
    return job;
  }

  /** Takes a job that has ended from the list, for everyone. Refuses (409) one at work. */
  forget(id: string): void {
    if (this.find(id)?.running) throw new Refusal(409, 'this job is at work: cancel it first');
    this.#remove(id);
    this.#save();
  }

  /** Calls back with news until the function that it gives is called. */
  listen(listener: JobsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The gateway ends, and with it what is at work; resolves when that is written down. */
  async stop(): Promise<void> {
    for (const { job } of this.#entries.values()) job?.settle('interrupted', interrupted);
    clearTimeout(this.#timer);
    await this.#saved?.done();
  }

  #jobChanged(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    if (entry.ended === undefined && !entry.job?.running) {
      entry.ended = this.now();
      this.#tidy();
      this.#save();
    }
    this.#note(id);
  }

  #tidy(): void {
    const ended = [...this.#entries]
      .flatMap(([id, entry]) => (entry.ended === undefined ? [] : [{ id, at: entry.ended }]))
      .sort((a, b) => a.at - b.at);
    const old = ended.filter(({ at }, index) => ended.length - index > kept || this.now() - at > keptFor);
    for (const { id } of old) this.#remove(id);
  }

  #remove(id: string): void {
    this.#entries.delete(id);
    this.#note(id);
  }

  #note(id: string): void {
    this.#changed.add(id);
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(0, this.#told + newsEvery - this.now())).unref();
  }

  #tell(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    this.#timer = undefined;
    this.#told = this.now();
    for (const listener of this.#listeners) listener(changed);
  }

  #save(): void {
    this.#saved?.save(() => this.shown());
  }
}
