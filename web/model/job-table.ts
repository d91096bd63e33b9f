import type { Job, JobNews } from './job';
import { jobBytes, jobFraction, type JobRow } from './job-progress';
import { Rate } from './rate';

/** Jobs put together from news of them, with their speed. */
export class JobTable {
  readonly #rows = new Map<string, JobRow>();
  readonly #rates = new Map<string, { readonly bytes: Rate; readonly fraction: Rate }>();

  /** Takes news (`whole`: of all jobs there are); gives the rows, newest first. `now` is in milliseconds. */
  take({ jobs, gone }: JobNews, whole: boolean, now: number): readonly JobRow[] {
    if (whole) this.#rows.clear();
    for (const job of jobs) this.#rows.set(job.id, this.#row(job, now));
    for (const id of gone) this.#rows.delete(id);
    for (const id of this.#rates.keys()) if (this.#rows.get(id)?.state !== 'running') this.#rates.delete(id);
    return [...this.#rows.values()].sort((a, b) => b.started - a.started || (a.id < b.id ? 1 : -1));
  }

  #row(job: Job, now: number): JobRow {
    if (job.state !== 'running') return job;
    let rates = this.#rates.get(job.id);
    if (!rates) this.#rates.set(job.id, (rates = { bytes: new Rate(), fraction: new Rate() }));
    const bytes = jobBytes(job);
    const rate = bytes && rates.bytes.take(bytes.done, now);
    const fraction = jobFraction(job);
    const speed = fraction === undefined ? undefined : rates.fraction.take(fraction, now);
    const left =
      fraction !== undefined && speed !== undefined && speed > 0 ? (1 - fraction) / speed : undefined;
    return {
      ...job,
      ...(rate === undefined ? {} : { rate }),
      ...(left === undefined ? {} : { left }),
    };
  }
}
