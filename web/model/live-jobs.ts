import { records } from '../../lib/engine/call';
import { TransportError } from '../../lib/engine/errors';
import { Backoff, delay } from '../transport/backoff';
import type { JobName, Work } from '../transport/work';
import type { Snapshot } from './collection';
import type { EngineLink } from './engine-link';
import { failureOf, isLasting } from './failure';
import { jobNews, type JobNews } from './job';
import { JobFollower } from './job-log';
import type { JobRow } from './job-progress';
import { JobTable } from './job-table';
import type { JobLog, JobRequest, Jobs } from './jobs';
import { Store, type Readable } from './store';

/** A job that was started and that the list does not show after so long (milliseconds) is not there. */
const shownWithin = 20_000;

/** The jobs of the router or the gateway, followed while somebody looks. */
export class LiveJobs extends Store<Snapshot<JobRow>> implements Jobs {
  readonly #table = new JobTable();
  readonly #backoff: Backoff;
  #running: AbortController | undefined;

  constructor(
    private readonly work: Work,
    private readonly link: EngineLink,
    random?: () => number,
  ) {
    super({ phase: 'loading', rows: [] }, (watched) => (watched ? this.#begin() : this.#end()));
    this.#backoff = new Backoff(500, 10_000, random);
    link.idle.subscribe(() => {
      if (link.idle.value && this.value.phase === 'live') this.set({ ...this.value, phase: 'idle' });
    });
  }

  get(id: string): JobRow | undefined {
    return this.value.rows.find((row) => row.id === id);
  }

  refresh(): Promise<void> {
    if (this.#running) {
      this.#end();
      this.#backoff.reset();
      this.#begin();
    }
    return Promise.resolve();
  }

  async start({ operation, parameters, body, from, to }: JobRequest): Promise<string> {
    const { job } = await this.link.run(({ apiVersion }) =>
      this.work.start({
        operation,
        parameters,
        apiVersion,
        body,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      }),
    );
    return job;
  }

  cancel(id: string): Promise<void> {
    return this.work.cancel(this.#name(id));
  }

  forget(id: string): Promise<void> {
    return this.work.forget(this.#name(id));
  }

  ended(id: string): Promise<JobRow> {
    return new Promise((resolve, reject) => {
      let seen = false;
      const settle = (end: () => void) => {
        clearTimeout(timer);
        stop();
        end();
      };
      const look = () => {
        const row = this.get(id);
        const { phase, failure } = this.value;
        seen ||= row !== undefined;
        if (row && row.state !== 'running') settle(() => resolve(row));
        else if (seen && !row && phase === 'live') settle(() => reject(gone()));
        else if (phase === 'failed' && isLasting(failure))
          settle(() => reject(new TransportError('broken', failure?.message ?? '')));
      };
      const stop = this.subscribe(look);
      const timer = setTimeout(() => {
        if (!seen) settle(() => reject(gone()));
      }, shownWithin);
      look();
    });
  }

  log(id: string): Readable<JobLog> {
    return new JobFollower(this.work, this.link, () => this.#name(id));
  }

  #name(id: string): JobName {
    return { id, operation: this.get(id)?.operation ?? '' };
  }

  #begin(): void {
    this.#running = new AbortController();
    void this.#run(this.#running.signal);
  }

  #end(): void {
    this.#running?.abort(new DOMException('Nobody looks.', 'AbortError'));
    this.#running = undefined;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.link.whenActive(signal);
        await this.#follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#lost(error);
        if (isLasting(error)) return;
        await delay(this.#backoff.next(), signal).catch(() => undefined);
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const response = await this.work.news(signal);
    let whole = true;
    const opened = Date.now();
    try {
      for await (const batch of records<JobNews>(response, jobNews)) {
        let { rows } = this.value;
        for (const news of batch) {
          rows = this.#table.take(news, whole || news.reset, Date.now());
          whole = false;
        }
        this.set({ phase: 'live', rows });
      }
      throw new TransportError('broken', 'The list of jobs has ended.');
    } finally {
      if (Date.now() - opened > 10_000) this.#backoff.reset();
    }
  }

  #lost(error: unknown): void {
    const { rows, phase } = this.value;
    if (this.link.idle.value) return this.set({ phase: 'idle', rows });
    const known = phase !== 'loading' && phase !== 'failed' && !isLasting(error);
    this.set({ phase: known ? 'reconnecting' : 'failed', rows, failure: failureOf(error) });
  }
}

const gone = () => new TransportError('broken', 'The job is not in the list any more.');
