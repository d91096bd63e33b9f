import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { writeFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Jobs } from '../../gateway/work/jobs';
import { PromisedBody } from '../../gateway/work/promised-body';
import { SavedJobs } from '../../gateway/work/saved-jobs';
import { temporaryFolder } from './gateway-under-test';

const names = { operation: 'ImagePrune', parameters: {}, engine: 'local' } as const;
const log = pino({ level: 'silent' });

describe('jobs that have ended', () => {
  test('are kept, fifty at most, the newest of them', () => {
    const jobs = new Jobs(() => 0);
    const ids = Array.from({ length: 60 }, () => {
      const job = jobs.add(names);
      job.settle('done');
      return job.id;
    });
    expect(jobs.shown().map(({ id }) => id)).toEqual(ids.slice(10));
  });

  test('are kept for a day, and those at work as long as it takes', () => {
    let now = 0;
    const jobs = new Jobs(() => now);
    const atWork = jobs.add(names);
    jobs.add(names).settle('failed', 'why');
    now = 24 * 3600_000;
    expect(jobs.shown()).toHaveLength(2);
    now += 1;
    expect(jobs.shown().map(({ id }) => id)).toEqual([atWork.id]);
  });

  test('end once: what comes later changes nothing', () => {
    const job = new Jobs().add(names);
    job.settle('cancelled', 'It was cancelled.');
    job.settle('done');
    expect(job.shown()).toMatchObject({ state: 'cancelled', message: 'It was cancelled.' });
    expect(job.over.aborted).toBe(true);
  });
});

describe('jobs that are written down', () => {
  const saved = (folder: string) => new SavedJobs(folder, 8375, log);

  test('are there for the next gateway, those that were at work as interrupted', async () => {
    const folder = temporaryFolder();
    const first = new Jobs();
    const kept = saved(folder);
    await first.keep(kept);
    first.add(names).settle('done');
    const atWork = first.add(names);
    await kept.done();
    // it dies here: nothing is told to its jobs
    expect(statSync(join(folder, 'jobs-8375.json')).mode & 0o777).toBe(0o600);
    const next = new Jobs();
    await next.keep(saved(folder));
    expect(next.shown()).toMatchObject([{ state: 'done' }, { id: atWork.id, state: 'interrupted' }]);
    expect(next.find(atWork.id)).toBeUndefined();
    next.forget(atWork.id);
    expect(next.shown()).toHaveLength(1);
  });

  test.each(['', '{', '{"jobs":5}', '{"jobs":[{"id":7},null,{"id":"../x","state":"done"}]}'])(
    'in a file that nobody can read (%j) are left out',
    async (text) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'jobs-8375.json'), text);
      const jobs = new Jobs();
      const kept = saved(folder);
      await jobs.keep(kept);
      expect(jobs.shown()).toEqual([]);
      await kept.done();
      expect(JSON.parse(readFileSync(join(folder, 'jobs-8375.json'), 'utf8'))).toEqual({ jobs: [] });
    },
  );

  test('into a folder that cannot be written to are kept in memory all the same', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const jobs = new Jobs();
    const kept = new SavedJobs(join(folder, 'file'), 8375, log);
    await jobs.keep(kept);
    jobs.add(names).settle('done');
    await kept.done();
    expect(jobs.shown()).toMatchObject([{ state: 'done' }]);
  });
});

describe('a body that was promised', () => {
  afterEach(() => void vi.useRealTimers());

  test('and does not come within five minutes fails its job', () => {
    vi.useFakeTimers();
    const job = new Jobs().add({ ...names, operation: 'ImageLoad' }, 10);
    new PromisedBody(job, 10);
    vi.advanceTimersByTime(5 * 60_000 - 1);
    expect(job.running).toBe(true);
    vi.advanceTimersByTime(1);
    expect(job.shown()).toMatchObject({
      state: 'failed',
      message: 'Nothing was uploaded within five minutes.',
    });
  });

  test('is taken once', async () => {
    const job = new Jobs().add({ ...names, operation: 'ImageLoad' }, 3);
    const body = new PromisedBody(job, 3);
    const request = () =>
      Object.assign(Readable.from([Buffer.from('tar')]), { headers: {}, complete: true }) as IncomingMessage;
    const taken = body.take(request(), new AbortController().signal);
    expect(() => body.take(request(), new AbortController().signal)).toThrow('takes no body (any more)');
    const parts = await (await body.arrived).toArray();
    expect(Buffer.concat(parts as Buffer[]).toString()).toBe('tar');
    await taken;
    expect(job.upload).toEqual({ size: 3, sent: 3 });
  });
});
