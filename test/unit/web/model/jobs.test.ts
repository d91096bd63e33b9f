import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import { jobProgress } from '../../../../web/model/job-progress';
import { LiveJobs } from '../../../../web/model/live-jobs';
import { workUnderTest } from '../fakes/work';

const job = (id: string, over: object = {}) => ({
  id,
  operation: 'ImageCreate',
  parameters: { fromImage: 'nginx' },
  started: Number(id.slice(1)),
  state: 'running',
  ...over,
});

function jobsUnderTest() {
  const parts = workUnderTest();
  const jobs = new LiveJobs(parts.work, parts.link, () => 0);
  const say = (news: object, stream = parts.work.streams.length - 1) =>
    parts.work.streams[stream]?.write(`${JSON.stringify(news)}\n`);
  return { ...parts, jobs, say, ids: () => jobs.value.rows.map(({ id }) => id) };
}

describe('the jobs of a router', () => {
  afterEach(() => vi.useRealTimers());

  it('are all told first, then those that change, newest first', async () => {
    const { jobs, say, ids, pass } = jobsUnderTest();
    jobs.subscribe(() => undefined);
    await pass();
    say({ jobs: [job('j1'), job('j2')], gone: [] });
    await pass();
    expect(jobs.value.phase).toBe('live');
    expect(ids()).toEqual(['j2', 'j1']);
    say({ jobs: [job('j3'), job('j1', { state: 'failed', message: 'manifest unknown' })], gone: ['j2'] });
    await pass();
    expect(ids()).toEqual(['j3', 'j1']);
    expect(jobs.get('j1')).toMatchObject({ state: 'failed', message: 'manifest unknown' });
  });

  it('are none where the first text names none', async () => {
    const { jobs, say, pass } = jobsUnderTest();
    jobs.subscribe(() => undefined);
    await pass();
    say({ jobs: [], gone: [] });
    await pass();
    expect(jobs.value).toMatchObject({ phase: 'live', rows: [] });
  });

  it('are told anew after a break: what has gone meanwhile goes', async () => {
    const { jobs, say, ids, work, pass } = jobsUnderTest();
    jobs.subscribe(() => undefined);
    await pass();
    say({ jobs: [job('j1'), job('j2')], gone: [] });
    await pass();
    work.streams[0]?.break(new TransportError('broken', 'The keeper went away.'));
    await pass();
    expect(jobs.value).toMatchObject({
      phase: 'reconnecting',
      failure: { message: 'The keeper went away.' },
    });
    expect(ids()).toEqual(['j2', 'j1']);
    await pass(1000);
    say({ jobs: [job('j2', { state: 'interrupted' })], gone: [] });
    await pass();
    expect(ids()).toEqual(['j2']);
    expect(jobs.value.phase).toBe('live');
  });

  it('are replaced by what follows a reset', async () => {
    const { jobs, say, ids, pass } = jobsUnderTest();
    jobs.subscribe(() => undefined);
    await pass();
    say({ jobs: [job('j1')], gone: [] });
    await pass();
    say({ reset: true });
    say({ jobs: [job('j4')], gone: [] });
    await pass();
    expect(ids()).toEqual(['j4']);
  });

  it('are not asked for when nobody looks', async () => {
    const { jobs, work, pass } = jobsUnderTest();
    const stop = jobs.subscribe(() => undefined);
    await pass();
    stop();
    await pass(60_000);
    expect(work.streams).toHaveLength(1);
  });

  it('say why they cannot be had, and are asked for again only where that makes sense', async () => {
    const { jobs, work, pass } = jobsUnderTest();
    work.refuse = new TransportError('session', 'The session has ended. Log in again.');
    jobs.subscribe(() => undefined);
    await pass(60_000);
    expect(jobs.value).toMatchObject({ phase: 'failed', failure: { failure: 'session' } });
    work.refuse = undefined;
    await pass(60_000);
    expect(work.streams).toHaveLength(0);
  });

  it('pause with everything else when nothing is touched, and go on', async () => {
    const { jobs, idle, say, work, pass } = jobsUnderTest();
    jobs.subscribe(() => undefined);
    await pass();
    say({ jobs: [job('j1')], gone: [] });
    await pass();
    idle.set(true);
    work.streams[0]?.break(new TransportError('broken', 'Paused.'));
    await pass(5000);
    expect(jobs.value.phase).toBe('idle');
    idle.set(false);
    await pass(5000);
    expect(work.streams).toHaveLength(2);
  });

  it('tell speed and time left from what they told before', async () => {
    const { jobs, say, pass } = jobsUnderTest();
    jobs.subscribe(() => undefined);
    await pass();
    const far = (layers: number, done: number) =>
      job('j1', { progress: { done: layers, total: 4, unit: 'layers', bytes: { done, total: 4000 } } });
    say({ jobs: [far(0, 0)], gone: [] });
    await pass();
    expect(jobs.get('j1')?.rate).toBeUndefined();
    await pass(5000);
    say({ jobs: [far(1, 1000)], gone: [] });
    await pass();
    const row = jobs.get('j1');
    expect(row && jobProgress(row)).toEqual({
      done: 1000,
      total: 4000,
      unit: 'bytes',
      fraction: 0.25,
      rate: 200,
      left: 15,
    });
    say({ jobs: [{ ...far(4, 4000), state: 'done' }], gone: [] });
    await pass();
    const done = jobs.get('j1');
    expect(done && jobProgress(done)).toEqual({ done: 4000, total: 4000, unit: 'bytes', fraction: 1 });
  });

  it('start with the negotiated version, and refuse with a sentence', async () => {
    const { jobs, work } = jobsUnderTest();
    const request = { operation: 'ImageCreate', parameters: { fromImage: 'nginx', tag: '1' } } as const;
    await expect(jobs.start(request)).resolves.toBe('j1');
    expect(work.started).toEqual([{ ...request, apiVersion: '1.47', body: undefined }]);
    work.refuse = new TransportError('refused', 'There are eight jobs already.');
    await expect(jobs.start(request)).rejects.toThrow('There are eight jobs already.');
  });

  it('are cancelled and forgotten by the name of their operation, which tells the role', async () => {
    const { jobs, work, say, pass } = jobsUnderTest();
    jobs.subscribe(() => undefined);
    await pass();
    say({ jobs: [job('j1')], gone: [] });
    await pass();
    await jobs.cancel('j1');
    await jobs.forget('j1');
    expect(work.cancelled).toEqual([{ id: 'j1', operation: 'ImageCreate' }]);
    expect(work.forgotten).toEqual([{ id: 'j1', operation: 'ImageCreate' }]);
  });

  it('can be waited for, whatever becomes of them', async () => {
    const { jobs, say, pass } = jobsUnderTest();
    const done = jobs.ended('j1');
    const gone = jobs.ended('j2');
    const never = jobs.ended('j3');
    for (const one of [gone, never]) one.catch(() => undefined);
    await pass();
    say({ jobs: [job('j1'), job('j2')], gone: [] });
    await pass();
    say({ jobs: [job('j1', { state: 'done', result: 'sha256:1' })], gone: ['j2'] });
    await pass(30_000);
    await expect(done).resolves.toMatchObject({ state: 'done', result: 'sha256:1' });
    await expect(gone).rejects.toThrow('not in the list any more');
    await expect(never).rejects.toThrow('not in the list any more');
  });

  it('have a log that is read anew after a break, and ends with the job', async () => {
    const { jobs, work, pass } = jobsUnderTest();
    const log = jobs.log('j1');
    log.subscribe(() => undefined);
    await pass();
    work.logs[0]?.write('one\ntw');
    await pass();
    expect(log.value).toMatchObject({ phase: 'following', lines: ['one'] });
    work.logs[0]?.break(new TransportError('broken', 'The keeper went away.'));
    await pass();
    expect(log.value).toMatchObject({ phase: 'failed', failure: { message: 'The keeper went away.' } });
    await pass(2000);
    work.logs[1]?.write('one\ntwo\nthree');
    work.logs[1]?.end();
    await pass();
    expect(log.value).toEqual({ phase: 'ended', lines: ['one', 'two', 'three'] });
  });
});
