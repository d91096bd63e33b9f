import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bootWithKeeper, Browser, processOf, type Reply } from './keeper/browser';
import { FakeEngine } from './keeper/fake-engine';
import { begin, JobList, startJob, work, type Job, type JobStart } from './keeper/jobs';
import { rootfs, titled, type Userland } from './userland';

const MB = 1_000_000;

/** A browser whose calls go to the fake engine. */
class Admin extends Browser {
  override request(method: string, operation: string, parameters: object, engine = 'fake'): Promise<Reply> {
    return super.request(method, operation, parameters, engine);
  }
}

describe.skipIf(!rootfs)(titled('jobs before an engine that does as it is told'), () => {
  const engine = new FakeEngine();
  let router: Userland;
  let session: string;

  const browser = (of = session) => new Admin(router, of);
  const export_ = (to: string, image = 'endless'): JobStart => ({
    operation: 'ImageGet',
    parameters: { image },
    to,
  });
  const here = (file: string) => existsSync(router.path(file));
  /** Ends the keeper, and resolves once another one is there. */
  const restart = async (signal: NodeJS.Signals): Promise<JobList> => {
    const pid = processOf(router, 'dockerman-keeper') ?? 0;
    process.kill(pid, signal);
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false);
    return vi.waitFor(() => JobList.open(browser()), { timeout: 20_000, interval: 100 });
  };
  /** Starts an export that does not end by itself, and waits until some of it is written. */
  const endless = async (list: JobList, to: string): Promise<string> => {
    const id = await begin(list.browser, export_(to));
    await list.until(id, ({ progress }) => (progress?.done ?? 0) > 0);
    expect(here(`${to}.part`)).toBe(true);
    expect(here(to)).toBe(false);
    return id;
  };
  const stopped = () => expect.poll(() => engine.connections, { timeout: 10_000 }).toBe(0);

  beforeAll(async () => {
    await engine.start();
    const tar = (response: ServerResponse) =>
      response.writeHead(200, { 'Content-Type': 'application/x-tar' });
    engine.answers.set('/images/endless/get', (response) => void tar(response).write(Buffer.alloc(MB, 'x')));
    engine.answers.set('/images/whole/get', (response) => void tar(response).end(Buffer.alloc(20 * MB, 'y')));
    engine.answers.set('/images/large/json', (response) => {
      response.writeHead(200).end('{"Size":40000000,"GraphDriver":{"Name":"overlay2"}}');
    });
    engine.answers.set('/images/large/get', (response) => void tar(response).end(Buffer.alloc(MB)));
    engine.answers.set('/images/broken/get', (response) => {
      tar(response).write(Buffer.alloc(MB, 'z'), () => response.destroy());
    });
    engine.answers.set('/images/create', (response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"status":"waiting"}\n');
    });
    engine.answers.set('/images/prune', (response) => {
      response.writeHead(200).end('{"ImagesDeleted":null,"SpaceReclaimed":7}');
    });
    router = await bootWithKeeper({
      uci: [
        'set dockerman.fake=engine',
        `set dockerman.fake.address='tcp://127.0.0.1:${engine.port}'`,
        'commit dockerman',
      ],
    });
    session = await router.login();
  });
  afterAll(async () => {
    await router?.stop();
    await engine.stop();
  });

  test('a browser that follows no jobs is told at once when there is one, and with every answer after it', async () => {
    const other = browser();
    const before = (await other.next([], 0)).jobs ?? 0;
    const waiting = other.next([], 25);
    await work(browser(), export_('/tmp/told.tar', 'whole'));
    expect((await waiting).jobs).toBe(before + 1);
    expect((await other.next([], 0)).jobs).toBeGreaterThan(before);
  });

  describe('an export to a file', () => {
    test('is there under its name when it is whole, and root alone reads it', async () => {
      const { job } = await work(browser(), export_('/tmp/whole.tar', 'whole'));
      expect(job).toMatchObject({ state: 'done', file: '/tmp/whole.tar', size: 20 * MB });
      expect(statSync(router.path('/tmp/whole.tar'))).toMatchObject({ size: 20 * MB, mode: 0o100600 });
      expect(readFileSync(router.path('/tmp/whole.tar')).equals(Buffer.alloc(20 * MB, 'y'))).toBe(true);
    });

    test('leaves nothing when it is cancelled, and the engine stops', async () => {
      const list = await JobList.open(browser());
      const id = await endless(list, '/tmp/cancelled.tar');
      await list.browser.request('admin', 'JobCancel', { job: id });
      expect(await list.ended(id)).toMatchObject({ state: 'cancelled' });
      expect([here('/tmp/cancelled.tar'), here('/tmp/cancelled.tar.part')]).toEqual([false, false]);
      await stopped();
    });

    test('leaves nothing when the engine breaks off, or has no such image', async () => {
      const broken = await work(browser(), export_('/tmp/broken.tar', 'broken'));
      expect(broken.job).toMatchObject({
        state: 'failed',
        message: expect.stringContaining('before its answer was complete'),
      });
      const none = await work(browser(), export_('/tmp/broken.tar', 'none'));
      expect(none.job).toMatchObject({ state: 'failed', message: 'no such thing: /images/none/get' });
      expect([here('/tmp/broken.tar'), here('/tmp/broken.tar.part')]).toEqual([false, false]);
    });

    test.each(['SIGKILL', 'SIGTERM'] as const)(
      'leaves nothing when the keeper gets %s, and is told as interrupted',
      async (signal) => {
        const file = `/tmp/${signal}.tar`;
        const id = await endless(await JobList.open(browser()), file);
        const list = await restart(signal);
        await stopped();
        const job = await list.until(id, () => true);
        expect(job).toMatchObject({ state: 'interrupted', file, user: 'root' });
        expect([here(file), here(`${file}.part`)]).toEqual([false, false]);
      },
    );

    test('does not remove what somebody else has put in its place meanwhile', async () => {
      const list = await JobList.open(browser());
      const id = await endless(list, '/tmp/taken.tar');
      const part = router.path('/tmp/taken.tar.part');
      process.kill(processOf(router, 'dockerman-keeper') ?? 0, 'SIGSTOP');
      router.run(['mv', '/tmp/taken.tar.part', '/tmp/elsewhere']);
      writeFileSync(part, 'of somebody else');
      await (await restart('SIGKILL')).until(id, ({ state }) => state === 'interrupted');
      expect(readFileSync(part, 'utf8')).toBe('of somebody else');
      router.run(['rm', '/tmp/taken.tar.part', '/tmp/elsewhere']);
    });

    test('stops before the disk is full, and leaves nothing', async () => {
      router.run(['mkdir', '/mnt/small']);
      router.run(['mount', '-t', 'tmpfs', '-o', 'size=20m', 'small', '/mnt/small']);
      const { job } = await work(browser(), export_('/mnt/small/big.tar', 'whole'));
      expect(job).toMatchObject({ state: 'failed', message: expect.stringContaining('not enough room') });
      expect(router.run(['ls', '-A', '/mnt/small']).stdout).toBe('');
      router.run(['dd', 'if=/dev/zero', 'of=/mnt/small/full', 'bs=1M', 'count=14']);
      const reply = await startJob(browser(), export_('/mnt/small/big.tar', 'whole'));
      expect(reply).toMatchObject({
        failure: 'refused',
        message: expect.stringMatching(/^to: There is not enough/),
      });
      expect(router.run(['ls', '-A', '/mnt/small']).stdout).toBe('full\n');
    });

    test('that the disk has no room for is refused before it begins, where the engine tells its size', async () => {
      router.run(['mkdir', '/mnt/tiny']);
      router.run(['mount', '-t', 'tmpfs', '-o', 'size=30m', 'tiny', '/mnt/tiny']);
      const reply = await startJob(browser(), export_('/mnt/tiny/large.tar', 'large'));
      expect(reply).toMatchObject({
        failure: 'refused',
        message: expect.stringMatching(/^to: There is not enough room in \/mnt\/tiny.* about 40 MB/),
      });
      expect(router.run(['ls', '-A', '/mnt/tiny']).stdout).toBe('');
      const { job } = await work(browser(), export_('/tmp/large.tar', 'large'));
      expect(job).toMatchObject({ size: MB, progress: { done: MB, total: MB, unit: 'bytes' } });
    });

    test.each([
      ['/tmp/existing', 'there already'],
      ['/tmp/dangling', 'there already'],
      ['relative.tar', 'absolute path'],
      ['/proc/x', 'no file can be written'],
      ['/sys/x', 'no file can be written'],
      ['/dev/x', 'no file can be written'],
      ['/tmp/link-to-dev/x', 'no file can be written'],
      ['/tmp/../dev/x', 'no file can be written'],
      ['/nowhere/x', 'no folder /nowhere'],
      ['/tmp/..', 'not of a folder'],
    ])('to %s is refused: %s', async (to, words) => {
      if (!here('/tmp/existing')) {
        writeFileSync(router.path('/tmp/existing'), 'kept');
        symlinkSync('/nowhere', router.path('/tmp/dangling'));
        symlinkSync('/dev', router.path('/tmp/link-to-dev'));
      }
      const reply = await startJob(browser(), export_(to, 'whole'));
      expect(reply).toMatchObject({ failure: 'refused', message: expect.stringContaining(words) });
      expect(readFileSync(router.path('/tmp/existing'), 'utf8')).toBe('kept');
    });
  });

  test.each([
    ['/tmp/nothing', 'there is no file'],
    ['/tmp/folder', 'no regular file'],
    ['/dev/zero', 'no regular file'],
    ['/proc/version', 'no regular file'],
    ['/tmp/empty', 'is empty'],
    ['x.tar', 'absolute path'],
  ])('a body from %s is refused: %s', async (from, words) => {
    mkdirSync(router.path('/tmp/folder'), { recursive: true });
    writeFileSync(router.path('/tmp/empty'), '');
    const reply = await startJob(browser(), { operation: 'ImageLoad', from });
    expect(reply).toMatchObject({ failure: 'refused', message: expect.stringContaining(words) });
  });

  test.each([
    [{ operation: 'Nothing' }, 'does not serve it'],
    [{ operation: 'ImagePush', parameters: { image: 'a\r\nHost: b' } }, 'image contains a control character'],
    [{ operation: 'ImagePush', parameters: { image: '../containers/x' } }, 'image is not a valid image'],
    [{ operation: 'ImagePush', parameters: { image: 'a', nonsense: 'b' } }, 'no parameter nonsense'],
    [{ operation: 'ImagePrune', parameters: { filters: '{' } }, 'filters is not'],
    [{ operation: 'ImageCommit', body: [] }, 'not a JSON object'],
    [{ operation: 'ImagePrune', body: {} }, 'takes no body'],
  ])('%j is refused before anything reaches the engine: %s', async (wanted, words) => {
    const before = engine.connections;
    const reply = await startJob(browser(), wanted as JobStart);
    expect(reply).toMatchObject({ failure: 'refused', message: expect.stringContaining(words) });
    expect(engine.connections).toBe(before);
  });

  test('an engine that cannot be reached is told', async () => {
    router.run(['uci', 'set', 'dockerman.gone=engine']);
    router.run(['uci', 'set', 'dockerman.gone.address=tcp://127.0.0.1:1']);
    router.run(['uci', 'commit', 'dockerman']);
    const one = browser();
    const list = await JobList.open(one);
    const reply = (await one.request('admin', 'JobStart', { operation: 'ImagePrune' }, 'gone')) as {
      job: string;
    };
    expect(await list.ended(reply.job)).toMatchObject({
      state: 'failed',
      engine: 'gone',
      message: expect.stringContaining('does not answer'),
    });
  });

  test('a viewer and an operator neither start, see, read nor end what an admin does', async () => {
    const list = await JobList.open(browser());
    const id = await begin(list.browser, { operation: 'ImageCreate', parameters: { fromImage: 'secret' } });
    await list.until(id, () => true);
    for (const name of ['viewer', 'operator']) {
      const method = name === 'viewer' ? 'view' : 'operate';
      const one = browser(await router.login(name));
      const others = await JobList.open(one);
      expect([...others.jobs]).toEqual([]);
      for (const [operation, parameters] of [
        ['JobStart', { operation: 'ImagePrune' }],
        ['JobCancel', { job: id }],
        ['JobForget', { job: id }],
        ['JobLog', { job: id }],
        ['RegistryList', {}],
        ['RegistrySet', { host: 'a.b', user: 'c', password: 'd' }],
      ] as const) {
        expect(await one.request(method, operation, parameters)).toMatchObject({ failure: 'forbidden' });
        // the method of a role that the session has not: ubus itself refuses
        await expect(one.request('admin', operation, parameters)).rejects.toThrow();
      }
    }
    const nobody = browser(await router.login('nobody'));
    await expect(nobody.request('view', 'Jobs', {})).rejects.toThrow();
    await list.browser.request('admin', 'JobCancel', { job: id });
    expect(await list.ended(id)).toMatchObject({ state: 'cancelled' });
  });

  test('eight are at work at most, and another browser sees them, ends them and takes them away', async () => {
    const one = browser();
    const pull = { operation: 'ImageCreate', parameters: { fromImage: 'x' } };
    const ids = [];
    for (let n = 0; n < 8; n++) ids.push(await begin(one, pull));
    expect(await startJob(one, pull)).toMatchObject({
      failure: 'refused',
      message: expect.stringContaining('8 jobs are at work'),
    });
    const other = await JobList.open(browser());
    for (const id of ids) {
      await other.until(id, ({ state }) => state === 'running');
      expect(await other.browser.request('admin', 'JobForget', { job: id })).toMatchObject({
        failure: 'refused',
      });
      await other.browser.request('admin', 'JobCancel', { job: id });
      await other.ended(id);
      await other.browser.request('admin', 'JobForget', { job: id });
      while (other.jobs.has(id)) await other.next();
    }
    await stopped();
    const again = await other.browser.request('admin', 'JobCancel', { job: ids[0] });
    expect(again).toMatchObject({ failure: 'refused', message: expect.stringContaining('no such job') });
  });

  test('fifty that have ended are kept, the newest', async () => {
    const list = await JobList.open(browser());
    const ids = [];
    for (let n = 0; n < 55; n++) {
      const id = await begin(list.browser, { operation: 'ImagePrune' });
      ids.push(id);
      await list.ended(id);
    }
    while (list.jobs.size > 50) await list.next();
    const fresh = await JobList.open(browser());
    expect([...fresh.jobs.keys()].sort()).toEqual(ids.slice(5).sort());
    expect([...fresh.jobs.values()][0]).toMatchObject({ state: 'done', result: 7 });
    const saved = readFileSync(router.path('/var/run/dockerman/jobs.json'), 'utf8');
    expect((JSON.parse(saved) as { jobs: Job[] }).jobs.length).toBe(50);
    expect(statSync(router.path('/var/run/dockerman/jobs.json')).mode).toBe(0o100600);
  }, 120_000);

  test('an hour of messages takes no more memory than a moment, and its list is told four times a second', async () => {
    let push: (text: string) => Promise<void> = () => Promise.resolve();
    engine.answers.set('/images/create', (response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      push = (text) => new Promise((resolve) => response.write(text, () => resolve()));
    });
    const list = await JobList.open(browser());
    const id = await begin(list.browser, { operation: 'ImageCreate', parameters: { fromImage: 'x' } });
    await list.until(id, () => true);
    const hour = (turn: number) =>
      Array.from({ length: 4000 }, (_, n) =>
        JSON.stringify({
          status: n % 3 ? 'Downloading' : `Retrying in ${n} seconds`,
          id: `layer${n % 40}`,
          progressDetail: { current: turn * 4000 + n, total: 1e9 },
          progress: '[=====>                     ]',
        }),
      ).join('\r\n') + '\r\n';
    const resident = () => {
      const pid = processOf(router, 'dockerman-keeper') ?? 0;
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    };
    const seen = async (turn: number) => {
      const last = turn * 4000 + 3998;
      await list.until(
        id,
        ({ parts }) => parts?.some((part) => (part as { done?: number }).done === last) ?? false,
      );
    };
    for (let turn = 0; turn < 3; turn++) await push(hour(turn));
    await seen(2);
    const before = resident();
    list.told = 0;
    const began = Date.now();
    for (let turn = 3; turn < 15; turn++) await push(hour(turn));
    await seen(14);
    expect(list.told).toBeLessThanOrEqual(((Date.now() - began) / 1000) * 4 + 2);
    expect(resident() - before).toBeLessThan(1500);
    await list.browser.request('admin', 'JobCancel', { job: id });
    await stopped();
  });
});
