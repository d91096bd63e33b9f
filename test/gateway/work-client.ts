import { expect, onTestFinished } from 'vitest';
import { LineDecoder } from '../../lib/engine/decode/lines';
import type { ShownJob } from '../../gateway/work/shown-job';
import { until, type GatewayUnderTest } from './gateway-under-test';

/** What a job is started with, as pages write it; engine and version have defaults. */
export interface Wish {
  readonly operation: string;
  readonly parameters?: Readonly<Record<string, string | readonly string[]>>;
  readonly [field: string]: unknown;
}

export function post(gateway: GatewayUnderTest, path: string, body?: unknown): Promise<Response> {
  return gateway.fetch(path, {
    method: 'POST',
    ...(body !== undefined && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
}

/** Asks for a job; gives the gateway's answer. */
export function ask(gateway: GatewayUnderTest, wish: Wish): Promise<Response> {
  return post(gateway, '/work/jobs', { engine: 'local', api_version: '1.41', parameters: {}, ...wish });
}

/** Starts a job; gives its id. */
export async function start(gateway: GatewayUnderTest, wish: Wish): Promise<string> {
  const answer = await ask(gateway, wish);
  const text = await answer.text();
  expect([answer.status, text]).toEqual([200, expect.stringContaining('job')]);
  return (JSON.parse(text) as { job: string }).job;
}

/** Sends the body of a job. */
export function send(gateway: GatewayUnderTest, job: string, body: BodyInit | Buffer): Promise<Response> {
  const init = { method: 'PUT', headers: { 'Content-Type': 'application/x-tar' }, body, duplex: 'half' };
  return gateway.fetch(`/work/jobs/${job}/body`, init as RequestInit);
}

/** A page that follows the jobs. */
export interface JobsPage {
  readonly jobs: ReadonlyMap<string, ShownJob>;
  /** The lines as they came. */
  readonly lines: readonly { readonly jobs: readonly ShownJob[]; readonly gone: readonly string[] }[];
  /** Whether the stream is still open. */
  readonly open: () => boolean;
  close(): void;
  /** Resolves with the job once the condition holds. */
  job(id: string, condition: (job: ShownJob) => boolean): Promise<ShownJob>;
  ended(id: string): Promise<ShownJob>;
}

/** Opens a page; resolves once it knows all jobs. It is closed with the test. */
export async function page(gateway: GatewayUnderTest): Promise<JobsPage> {
  const leave = new AbortController();
  onTestFinished(() => leave.abort());
  const answer = await gateway.fetch('/work/jobs', { signal: leave.signal });
  expect(answer.status).toBe(200);
  const jobs = new Map<string, ShownJob>();
  const lines: JobsPage['lines'][number][] = [];
  let open = true;
  void (async () => {
    const decoder = new LineDecoder();
    for await (const chunk of answer.body ?? [])
      for (const line of decoder.push(chunk).filter((text) => text !== '')) {
        const news = JSON.parse(line) as JobsPage['lines'][number];
        lines.push(news);
        for (const job of news.jobs) jobs.set(job.id, job);
        for (const id of news.gone) jobs.delete(id);
      }
  })()
    .catch(() => undefined)
    .finally(() => (open = false));
  await until(() => lines.length > 0 || !open);
  const job: JobsPage['job'] = async (id, condition) => {
    const fits = () => {
      const known = jobs.get(id);
      return known && condition(known) ? known : undefined;
    };
    await until(() => fits() !== undefined || !open);
    const found = fits();
    if (!found) throw new Error(`the stream of jobs ended, with ${JSON.stringify(jobs.get(id))}`);
    return found;
  };
  return {
    jobs,
    lines,
    open: () => open,
    close: () => leave.abort(),
    job,
    ended: (id) => job(id, ({ state }) => state !== 'running'),
  };
}

/** Starts a job and follows it to its end. */
export async function work(gateway: GatewayUnderTest, wish: Wish): Promise<ShownJob> {
  const follower = await page(gateway);
  const ended = await follower.ended(await start(gateway, wish));
  follower.close();
  return ended;
}

/** The log of a job, to its end. */
export async function log(gateway: GatewayUnderTest, job: string): Promise<string> {
  return (await gateway.fetch(`/work/jobs/${job}/log`)).text();
}
