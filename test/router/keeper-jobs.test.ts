import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDockerd, whyNot, type Dockerd, type DockerdVersion } from '../engine/dockerd';
import { account, noRegistry, startRegistry, type Registry } from '../engine/registry';
import { unixHttp } from '../engine/unix-http';
import { bootWithKeeper, Browser, descriptors, processOf, type Reply } from './keeper/browser';
import { begin, JobList, work } from './keeper/jobs';
import { rootfs, skipReason, type Userland } from './userland';

const engines: readonly (readonly [DockerdVersion, string])[] = [
  ['20.10', '1.41'],
  ['28.5', '1.51'],
];

/** A tar archive of these files. */
function archive(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'dm-jobs-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return execFileSync('tar', ['-C', folder, '-cf', '-', '.'], { maxBuffer: 1 << 28 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.each(engines)('jobs of the keeper, and dockerd %s', (version, apiVersion) => {
  const missing = rootfs ? (whyNot(version) ?? noRegistry) : skipReason;

  describe.skipIf(missing !== undefined)(`[${missing ?? 'all are there'}]`, () => {
    let dockerd: Dockerd;
    let router: Userland;
    let open: Registry;
    let closed: Registry;
    let session: string;
    const layers = [randomBytes(2_000_000), randomBytes(3_000_000), randomBytes(500_000)] as const;
    const dockerfile = 'FROM busybox:1\nCOPY a /a\nCOPY b /b\nCOPY c /c\n';

    const browser = () => new Browser(router, session, apiVersion);
    const engine = (method: string, path: string) => unixHttp(dockerd.socket, method, path);
    const done = async (call: Promise<Reply>) => {
      expect(await call).toEqual({ done: true });
    };
    const hasImage = async (name: string) => (await engine('GET', `/images/${name}/json`)).status === 200;
    const tag = (from: string, repo: string) =>
      engine('POST', `/images/${from}/tag?repo=${encodeURIComponent(repo)}&tag=1`);
    const put = (file: string, content: Buffer) => {
      writeFileSync(router.path(file), content);
    };
    const remove = async (...images: string[]) => {
      for (const image of images) await engine('DELETE', `/images/${image}?force=1`);
    };
    /** A new image that the open registry has and the engine has not; gives its name. */
    const pushedOnly = async (name: string) => {
      const repo = `${open.host}/household/${name}`;
      const files = { a: randomBytes(2_000_000), b: randomBytes(3_000_000), c: randomBytes(500_000) };
      put(`/tmp/${name}.tar`, archive({ ...files, Dockerfile: dockerfile }));
      const parameters = { t: `${repo}:1`, networkmode: 'none' };
      const built = await work(browser(), { operation: 'ImageBuild', parameters, from: `/tmp/${name}.tar` });
      const pushed = await work(browser(), {
        operation: 'ImagePush',
        parameters: { image: repo, tag: '1' },
      });
      expect([built.job, pushed.job]).toMatchObject([{ state: 'done' }, { state: 'done' }]);
      await remove(`${repo}:1`);
      return repo;
    };
    /** Begins to pull it so slowly that it does not end by itself, and waits until it has begun. */
    const pullSlowly = async (list: JobList, repo: string) => {
      open.limit(100_000);
      const id = await begin(list.browser, {
        operation: 'ImageCreate',
        parameters: { fromImage: repo, tag: '1' },
      });
      await list.until(id, ({ progress }) => (progress?.bytes?.done ?? 0) > 0);
      expect(open.connections()).toBeGreaterThan(0);
      return id;
    };

    beforeAll(async () => {
      [dockerd, open, closed] = await Promise.all([
        startDockerd(version),
        startRegistry(),
        startRegistry({ login: true }),
      ]);
      router = await bootWithKeeper({ engineSocket: dockerd.socket });
      session = await router.login();
      put('/tmp/context.tar', archive({ a: layers[0], b: layers[1], c: layers[2], Dockerfile: dockerfile }));
      const built = await work(browser(), {
        operation: 'ImageBuild',
        parameters: { t: 'layers:1', networkmode: 'none' },
        from: '/tmp/context.tar',
      });
      if (built.job.state !== 'done') throw new Error(JSON.stringify(built));
    });
    afterAll(async () => {
      await router?.stop();
      await Promise.all([open?.stop(), closed?.stop(), dockerd?.stop()]);
    });

    test('builds an image of an archive on the router and tells its steps, its id and its log', async () => {
      put('/tmp/small.tar', archive({ Dockerfile: 'FROM busybox:1\nRUN echo from the build\nLABEL a=b\n' }));
      const { job, log, seen } = await work(browser(), {
        operation: 'ImageBuild',
        parameters: { t: 'small:1', networkmode: 'none', buildargs: '{"TOKEN":"hunter2"}' },
        from: '/tmp/small.tar',
      });
      expect(job).toMatchObject({
        state: 'done',
        user: 'root',
        parameters: { t: 'small:1' },
        progress: { done: 3, total: 3, unit: 'steps' },
        result: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      });
      expect(job.ended).toBeGreaterThanOrEqual(job.started);
      expect(log).toContain('from the build\n');
      expect(log).toContain('Step 3/3 : LABEL a=b\n');
      expect(JSON.stringify([job, seen])).not.toContain('hunter2');
      expect(await hasImage('small:1')).toBe(true);
    });

    test('tells a build that fails inside its 200 as failed', async () => {
      put('/tmp/failing.tar', archive({ Dockerfile: 'FROM busybox:1\nRUN echo trying; exit 9\n' }));
      const { job, log } = await work(browser(), {
        operation: 'ImageBuild',
        parameters: { networkmode: 'none' },
        from: '/tmp/failing.tar',
      });
      expect(job).toMatchObject({ state: 'failed', message: expect.stringContaining('code: 9') });
      expect(job.result).toBeUndefined();
      expect(log).toContain('trying\n');
    });

    test('pushes to a registry, and pulls from it with progress of each layer and of the whole', async () => {
      const repo = await pushedOnly('pulled');
      expect(await hasImage(`${repo}:1`)).toBe(false);
      open.limit(3_000_000);
      const { job, seen, log } = await work(browser(), {
        operation: 'ImageCreate',
        parameters: { fromImage: repo, tag: '1' },
      });
      open.limit(Infinity);
      expect(job).toMatchObject({ state: 'done', progress: { done: 4, total: 4, unit: 'layers' } });
      expect(await hasImage(`${repo}:1`)).toBe(true);
      expect(log).toContain('Downloaded newer image');
      const far = seen.flatMap(({ progress }) => (progress && progress.total === 4 ? [progress.done] : []));
      expect(far.length).toBeGreaterThan(1);
      expect(far).toEqual([...far].sort((x, y) => x - y));
      expect(seen.some(({ parts }) => parts?.some(({ status }) => status === 'Downloading'))).toBe(true);
    });

    test('tells an image that does not exist as failed, with the reason', async () => {
      const { job } = await work(browser(), {
        operation: 'ImageCreate',
        parameters: { fromImage: `${open.host}/nothing`, tag: '1' },
      });
      expect(job).toMatchObject({ state: 'failed', message: expect.stringMatching(/not found/) });
    });

    test('gives the credentials of a registry to the engine, and to nobody else', async () => {
      const one = browser();
      const repo = `${closed.host}/private`;
      await tag('layers:1', repo);
      const push = { operation: 'ImagePush', parameters: { image: repo, tag: '1' } };
      expect((await work(one, push)).job).toMatchObject({
        state: 'failed',
        message: expect.stringMatching(/basic auth|authentication required|unauthorized/),
      });

      const { user, password } = account;
      await done(one.request('admin', 'RegistrySet', { host: closed.host, user, password }));
      const listed = await one.request('admin', 'RegistryList', {});
      expect(listed).toEqual({ registries: [{ host: closed.host, user }] });
      const file = router.path('/etc/dockerman/registries.json');
      expect(statSync(file)).toMatchObject({ uid: 0, mode: 0o100600 });

      const pushed = await work(one, push);
      expect(pushed.job.state).toBe('done');
      await remove(`${repo}:1`);
      const pulled = await work(one, { operation: 'ImageCreate', parameters: { fromImage: repo, tag: '1' } });
      expect(pulled.job.state).toBe('done');
      await remove(`${repo}:1`);
      put('/tmp/private.tar', archive({ Dockerfile: `FROM ${repo}:1\nLABEL private=yes\n` }));
      const built = await work(one, {
        operation: 'ImageBuild',
        parameters: { pull: 'true', networkmode: 'none' },
        from: '/tmp/private.tar',
      });
      expect(built.job).toMatchObject({ state: 'done' });

      const saved = readFileSync(router.path('/var/run/dockerman/jobs.json'), 'utf8');
      const encoded = Buffer.from(password).toString('base64').slice(0, 8);
      for (const told of [saved, JSON.stringify([pushed, pulled, built])]) {
        expect(told).not.toContain(password);
        expect(told).not.toContain(encoded);
      }
      await done(one.request('admin', 'RegistryRemove', { host: closed.host }));
      expect(await one.request('admin', 'RegistryList', {})).toEqual({ registries: [] });
      expect((await work(one, push)).job.state).toBe('failed');
    });

    test('saves an image to a new file on the router, and loads it from there', async () => {
      const saved = await work(browser(), {
        operation: 'ImageGet',
        parameters: { image: 'layers:1' },
        to: '/tmp/layers.tar',
      });
      const { size } = statSync(router.path('/tmp/layers.tar'));
      expect(saved.job).toMatchObject({ state: 'done', file: '/tmp/layers.tar', size });
      expect(size).toBeGreaterThan(5_500_000);
      expect(existsSync(router.path('/tmp/layers.tar.part'))).toBe(false);
      await tag('layers:1', 'other');
      await remove('layers:1');
      const loaded = await work(browser(), { operation: 'ImageLoad', from: '/tmp/layers.tar' });
      expect(loaded.job).toMatchObject({
        state: 'done',
        result: 'layers:1',
        progress: { done: size, total: size, unit: 'bytes' },
      });
      expect(await hasImage('layers:1')).toBe(true);
      rmSync(router.path('/tmp/layers.tar'));
    });

    test('tells a file that is no image as failed', async () => {
      put('/tmp/garbage.tar', Buffer.from('garbage'.repeat(1000)));
      const { job } = await work(browser(), { operation: 'ImageLoad', from: '/tmp/garbage.tar' });
      expect(job).toMatchObject({ state: 'failed', message: expect.stringContaining('invalid tar header') });
    });

    test('imports an archive as an image', async () => {
      put('/tmp/import.tar', archive({ hello: 'hello' }));
      const { job } = await work(browser(), {
        operation: 'ImageCreate',
        parameters: { fromSrc: '-', repo: 'imported', tag: '1' },
        from: '/tmp/import.tar',
      });
      expect(job).toMatchObject({ state: 'done', result: expect.stringMatching(/^sha256:/) });
      expect(await hasImage('imported:1')).toBe(true);
    });

    test('prunes, and tells how much was freed and what is gone', async () => {
      const volume = await unixHttp(dockerd.socket, 'POST', '/volumes/create', Buffer.from('{}'));
      const made = JSON.parse(volume.text) as { Name: string };
      const { job, log } = await work(browser(), {
        operation: 'VolumePrune',
        parameters: version === '20.10' ? {} : { filters: '{"all":["true"]}' },
      });
      expect(job).toMatchObject({ state: 'done', result: 0 });
      expect(log).toContain(`Deleted: ${made.Name}\n`);
    });

    test('stops a pull: the engine reads no more of the registry', async () => {
      const list = await JobList.open(browser());
      const repo = await pushedOnly('cancelled');
      const id = await pullSlowly(list, repo);
      await done(list.browser.request('admin', 'JobCancel', { job: id }));
      expect(await list.ended(id)).toMatchObject({ state: 'cancelled' });
      await expect.poll(() => open.connections(), { timeout: 10_000 }).toBe(0);
      open.limit(Infinity);
      expect(await hasImage(`${repo}:1`)).toBe(false);
      const again = await list.browser.request('admin', 'JobCancel', { job: id });
      expect(again).toMatchObject({ failure: 'refused', message: expect.stringContaining('ended already') });
    });

    test('stops a build: its container is gone', async () => {
      const one = browser();
      const list = await JobList.open(one);
      put('/tmp/endless.tar', archive({ Dockerfile: 'FROM busybox:1\nRUN echo b""egun && sleep 1000\n' }));
      const id = await begin(one, {
        operation: 'ImageBuild',
        parameters: { networkmode: 'none', forcerm: 'true' },
        from: '/tmp/endless.tar',
      });
      const log = await one.open('admin', 'JobLog', { job: id });
      let text = '';
      while (!text.includes('begun'))
        text += Buffer.from((await one.news(log)).base64 ?? '', 'base64').toString();
      await done(one.request('admin', 'JobCancel', { job: id }));
      expect(await list.ended(id)).toMatchObject({ state: 'cancelled' });
      const running = async () => (await engine('GET', '/containers/json')).text;
      await expect.poll(running, { timeout: 15_000 }).toBe('[]\n');
    });

    test('marks what it held as interrupted when it is killed, and the engine stops', async () => {
      const list = await JobList.open(browser());
      const id = await pullSlowly(list, await pushedOnly('interrupted'));
      process.kill(processOf(router, 'dockerman-keeper') ?? 0, 'SIGKILL');
      await expect.poll(() => open.connections(), { timeout: 10_000 }).toBe(0);
      open.limit(Infinity);
      expect(router.run(['ubus', '-t', '20', 'wait_for', 'dockerman.keeper']).status).toBe(0);
      const after = await JobList.open(browser());
      const job = await after.until(id, () => true);
      expect(job).toMatchObject({ state: 'interrupted', operation: 'ImageCreate', user: 'root' });
      expect(job.message).toContain('ended before');
      await done(after.browser.request('admin', 'JobForget', { job: id }));
      while (after.jobs.has(id)) await after.next();
    });

    test('leaves no connection open', async () => {
      const pid = processOf(router, 'dockerman-keeper');
      const before = descriptors(pid);
      for (let turn = 0; turn < 3; turn++) {
        put('/tmp/import.tar', archive({ hello: String(turn) }));
        await work(browser(), {
          operation: 'ImageCreate',
          parameters: { fromSrc: '-', repo: 'imported', tag: '1' },
          from: '/tmp/import.tar',
        });
      }
      expect(descriptors(pid)).toBe(before);
    });
  });
});
