import type { Browser, Reply, Stream } from './browser';

/** A job as the keeper tells it (docs/long-work.md). */
export interface Job {
  readonly id: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly user: string;
  readonly started: number;
  readonly ended?: number;
  readonly state: string;
  readonly progress?: {
    readonly done: number;
    readonly total: number;
    readonly unit: string;
    readonly bytes?: { readonly done: number; readonly total: number };
  };
  readonly parts?: readonly { readonly id: string; readonly status: string }[];
  readonly message?: string;
  readonly result?: string | number;
  readonly file?: string;
  readonly size?: number;
  readonly transfer?: string;
}

/** What a job is started with; an object becomes JSON text. */
export interface JobStart {
  readonly operation: string;
  readonly parameters?: object;
  readonly body?: object;
  readonly upload?: number;
  readonly from?: string;
  readonly to?: string;
}

const text = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** The answer to `JobStart`. */
export async function startJob(
  browser: Browser,
  wanted: JobStart,
  method = 'admin',
): Promise<Reply & { job?: string; transfer?: string }> {
  const parameters = Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, text(value)]));
  return browser.request(method, 'JobStart', parameters);
}

/** Starts a job and gives its id; raises an error where it is refused. */
export async function begin(browser: Browser, wanted: JobStart): Promise<string> {
  const reply = await startJob(browser, wanted);
  if (reply.job === undefined) throw new Error(`${wanted.operation}: ${JSON.stringify(reply)}`);
  return reply.job;
}

/** All jobs as one browser sees them, followed. */
export class JobList {
  readonly jobs = new Map<string, Job>();
  /** How many jobs the keeper has told of, each time it did. */
  told = 0;

  private constructor(
    readonly browser: Browser,
    private readonly stream: Stream,
  ) {}

  static async open(browser: Browser): Promise<JobList> {
    const list = new JobList(browser, await browser.open('view', 'Jobs', {}));
    await list.next();
    return list;
  }

  /** Takes the next news. */
  async next(): Promise<void> {
    const answer = await this.browser.news(this.stream);
    if (answer.ended) throw new Error(`the list of jobs ended: ${JSON.stringify(answer)}`);
    const news = JSON.parse(answer.text ?? '{}') as { jobs: Job[]; gone: string[] };
    if (answer.reset) this.jobs.clear();
    for (const job of news.jobs) this.jobs.set(job.id, job);
    for (const id of news.gone) this.jobs.delete(id);
    this.told += news.jobs.length;
  }

  /** Follows the list until `is` says so of the job, and gives it; `seen` gets each state before that. */
  async until(id: string, is: (job: Job) => boolean, seen: Job[] = []): Promise<Job> {
    for (;;) {
      const job = this.jobs.get(id);
      if (job && is(job)) return job;
      if (job && seen.at(-1) !== job) seen.push(job);
      await this.next();
    }
  }

  /** The job once it has ended. */
  ended(id: string, seen: Job[] = []): Promise<Job> {
    return this.until(id, ({ state }) => state !== 'running', seen);
  }
}

/** Starts a job and gives it once it has ended, with all that was told of it before. */
export async function work(
  browser: Browser,
  wanted: JobStart,
): Promise<{ job: Job; seen: Job[]; log: string }> {
  const list = await JobList.open(browser);
  const id = await begin(browser, wanted);
  const seen: Job[] = [];
  const log = await browser.open('admin', 'JobLog', { job: id });
  const job = await list.ended(id, seen);
  const { bytes } = await browser.read(log, () => false);
  return { job, seen, log: bytes.toString() };
}
