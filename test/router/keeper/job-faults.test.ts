import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rootfs, titled, type Userland } from '../userland';
import { bootWithKeeper, Browser, processOf } from './browser';
import { FakeEngine } from './fake-engine';
import { faultFile, faultyModules, jobs } from './faults';
import { startJob } from './jobs';

const program = readFileSync(new URL('../../../root/usr/sbin/dockerman-keeper', import.meta.url), 'utf8');

describe.skipIf(!rootfs)(titled('the keeper when something in its jobs fails'), () => {
  const engine = new FakeEngine();
  const { names, files } = faultyModules(jobs);
  // `remove_left` is for what a keeper before it has left behind
  const atStart = ['create', 'restore', 'operations.create', 'interrupt', 'load', 'remove_left'];
  const tried = names.filter(
    (name) => !atStart.some((part) => name.endsWith(`.${part}`)) || name.includes('target.create'),
  );
  const hit: string[] = [];
  let router: Userland;
  let session: string;

  beforeAll(async () => {
    await engine.start();
    engine.answers.set('/images/create', (response) => {
      response
        .writeHead(200)
        .write('{"status":"Downloading","id":"a","progressDetail":{"current":1,"total":2}}\n');
    });
    engine.answers.set('/images/x/push', (response) => {
      response.writeHead(200).end('{"status":"Pushed","id":"a"}\n{"error":"why not"}\n');
    });
    engine.answers.set('/images/refused/push', (response) => {
      response.writeHead(404).end('{"message":"no such image"}');
    });
    engine.answers.set('/images/prune', (response) => {
      response.writeHead(200).end('{"SpaceReclaimed":5}');
    });
    engine.answers.set('/images/x/get', (response) => {
      response.writeHead(200).end(Buffer.alloc(5_000_000));
    });
    engine.answers.set('/images/broken/get', (response) => {
      response.writeHead(200).write(Buffer.alloc(100_000), () => response.destroy());
    });
    engine.answers.set('/images/load', (response) => {
      response.req
        .resume()
        .on('end', () => response.writeHead(200).end('{"stream":"Loaded image: x:1\\n"}\n'));
    });
    router = await bootWithKeeper({
      files: {
        ...files,
        // without the net below all callbacks, which ucode has since 2025-07 only
        '/usr/sbin/dockerman-keeper': program.replaceAll(/^.*guard\?\..*\n/gm, ''),
      },
      uci: [`set dockerman.local.address='tcp://127.0.0.1:${engine.port}'`, 'commit dockerman'],
    });
    session = await router.login();
    writeFileSync(router.path('/tmp/body.tar'), Buffer.alloc(100_000));
  });
  afterAll(async () => {
    await router?.stop();
    await engine.stop();
  });

  /** One browser does a little of everything; every call is answered somehow. Gives the states of its jobs. */
  async function visit(): Promise<string[]> {
    const one = new Browser(router, session);
    router.run(['rm', '-f', '/tmp/out.tar', '/tmp/out.tar.part', '/tmp/broken.tar.part']);
    const list = await one.request('view', 'Jobs', {});
    const started = [
      await startJob(one, { operation: 'ImageCreate', parameters: { fromImage: 'x' } }),
      await startJob(one, { operation: 'ImagePush', parameters: { image: 'x' } }),
      await startJob(one, { operation: 'ImagePush', parameters: { image: 'refused' } }),
      await startJob(one, { operation: 'ImagePrune' }),
      await startJob(one, { operation: 'ImageGet', parameters: { image: 'x' }, to: '/tmp/out.tar' }),
      await startJob(one, { operation: 'ImageGet', parameters: { image: 'broken' }, to: '/tmp/broken.tar' }),
      await startJob(one, { operation: 'ImageLoad', from: '/tmp/body.tar' }),
      await startJob(one, { operation: 'ImageLoad', upload: 5 }),
    ];
    const upload = started.at(-1)?.transfer ?? 'none';
    await one.request('admin', 'TransferWrite', { transfer: upload, offset: '0', base64: 'aGVsbG8=' });
    const log = await one.request('admin', 'JobLog', { job: started[0]?.job ?? 'none' });
    const streams = [list, log].map(({ stream = 'none' }) => ({ id: stream, cursor: 0 }));
    const states = new Map<string, string>();
    const running = () => [...states.values()].filter((state) => state === 'running').length;
    const last = started[0]?.job ?? '';
    for (let more = true; more && !(states.size === started.length && running() === 1);) {
      const { streams: news = {} } = await one.next(streams, 1);
      more = Object.keys(news).length > 0 && !Object.values(news).every(({ ended }) => ended);
      for (const stream of streams) stream.cursor = news[stream.id]?.cursor ?? stream.cursor;
      const told = JSON.parse(news[streams[0]?.id ?? '']?.text || '{"jobs":[]}') as {
        jobs: { id: string; state: string }[];
      };
      for (const { id, state } of told.jobs) if (started.some(({ job }) => job === id)) states.set(id, state);
    }
    await one.request('admin', 'JobCancel', { job: last });
    await one.next(streams, 0);
    for (const { job } of started) await one.request('admin', 'JobForget', { job: job ?? 'none' });
    for (const { id } of streams) await one.call('view', { client: one.client, close: id });
    return started.map(({ job }) => states.get(job ?? '') ?? 'none');
  }

  async function visitInPeace() {
    expect(await visit()).toEqual(['running', 'failed', 'failed', 'done', 'done', 'failed', 'done', 'done']);
  }

  test('has a fault to try in every part', () => {
    expect(tried.length).toBeGreaterThan(30);
    expect(tried).toEqual(expect.arrayContaining(['jobs.run.begin', 'jobs.target.write', 'jobs.body.pull']));
  });

  test('serves a visit', visitInPeace);

  test.each(tried)('survives an exception in %s', async (name) => {
    const pid = processOf(router, 'dockerman-keeper');
    const file = router.path(faultFile(name));
    writeFileSync(file, '');
    try {
      await visit();
    } finally {
      if (readFileSync(file, 'utf8') === 'hit') hit.push(name);
      rmSync(file);
    }
    expect(processOf(router, 'dockerman-keeper')).toBe(pid);
    await vi.waitFor(visitInPeace, { timeout: 20_000, interval: 200 });
  });

  test('leaves no unfinished file, whatever failed', () => {
    expect(existsSync(router.path('/tmp/out.tar.part'))).toBe(false);
  });

  test('was tried with an exception in every part that runs after its start', () => {
    expect(tried.filter((name) => !hit.includes(name))).toEqual([]);
  });
});
