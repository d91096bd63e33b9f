import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startDockerd, whyNot, type Dockerd } from '../engine/dockerd';
import { unixHttp } from '../engine/unix-http';
import { runContainer } from './engine-containers';
import { skew, skewedClock, slowBuild } from './failures-layer';
import { FileEngine, Work, type Outcome } from './failures-work';
import { bootWithKeeper, Browser, descriptors, processOf } from './keeper/browser';
import { JobList } from './keeper/jobs';
import { withLimits } from './keeper-limits';
import { rootfs, skipReason, type Userland } from './userland';

const missing = rootfs ? whyNot('20.10') : skipReason;
const soon = { timeout: 20_000, interval: 50 };
const unharmed: Outcome = {
  build: 'running',
  export: 'running',
  download: 'whole',
  upload: 'done',
  console: 'goes on',
};

describe.skipIf(missing !== undefined)(
  `a build, an export, a download, an upload and a console at work [${missing ?? 'all is there'}]`,
  () => {
    const files = new FileEngine();
    let dockerd: Dockerd;
    let engineLives = true;
    let router: Userland;
    let session: string;
    let idle: { readonly daemons: readonly string[]; readonly descriptors: number };

    const keeper = () => processOf(router, 'dockerman-keeper') ?? 0;
    const admin = () => router.login('admin');
    /** The programs that run on the router, without those that test it. */
    const programs = () =>
      router
        .run(['ps', 'w'])
        .stdout.split('\n')
        .slice(1)
        .map((line) => line.slice(26).trim())
        .filter((command) => command !== '' && !/^(\[|ps |cat$|ucode -e)/.test(command))
        .sort();
    const engineGet = async (path: string): Promise<unknown> =>
      JSON.parse((await unixHttp(dockerd.socket, 'GET', path)).text);
    /** What runs in containers: the one there is, without builds and execs. */
    const inContainers = async () => {
      const all = (await engineGet('/containers/json?all=1')) as { Names: string[] }[];
      const top = (await engineGet('/containers/bystander/top?ps_args=-o%20pid,args')) as {
        Processes: string[][];
      };
      return [...all.flatMap(({ Names }) => Names), ...top.Processes.map((one) => one.at(-1))];
    };
    const leftBehind = async () => ({
      transfers: readdirSync(router.path('/var/run/dockerman/transfers')),
      unfinished: readdirSync(router.path('/tmp')).filter((name) => name.includes('endless')),
      sockets: files.connections,
      descriptors: Math.max(0, descriptors(keeper()) - idle.descriptors),
      programs: programs().filter((one) => !idle.daemons.includes(one)),
      containers: engineLives ? await inContainers() : ['/bystander', 'sleep 1000'],
    });
    const luciAnswers = async () => {
      const page = await fetch(`${router.url}/cgi-bin/luci/`);
      await page.arrayBuffer();
      // a login form
      expect([200, 403]).toContain(page.status);
      const [status] = await router.ubus(await router.login(), 'system', 'board');
      expect(status).toBe(0);
    };
    /** Kills a daemon; resolves once another one is there that answers. */
    const kill = async (command: string, answers: () => Promise<unknown>) => {
      const pid = processOf(router, command) ?? 0;
      process.kill(pid, 'SIGKILL');
      await expect.poll(() => processOf(router, command) ?? pid, soon).not.toBe(pid);
      await expect.poll(() => answers().then(() => 'answers', String), soon).toBe('answers');
    };
    const endSession = () => {
      const name = JSON.stringify({ ubus_rpc_session: session });
      expect(router.run(['ubus', 'call', 'session', 'destroy', name]).status).toBe(0);
    };
    /** Ends the jobs that are at work: also those of a test that failed, so that it alone does. */
    const endAll = async () => {
      const browser = new Browser(router, await admin());
      for (const { id, state } of (await JobList.open(browser)).jobs.values())
        if (state === 'running') await browser.request('admin', 'JobCancel', { job: id });
    };
    const answersOfKeeper = async () => JobList.open(new Browser(router, await admin()));

    beforeAll(async () => {
      [dockerd] = await Promise.all([startDockerd('20.10'), files.start()]);
      await runContainer(dockerd.socket, 'bystander', 'exec sleep 1000');
      router = await bootWithKeeper({
        engineSocket: dockerd.socket,
        files: {
          ...withLimits({ RING_MOST: 1 << 20, TRANSFER_SILENT: 10000, SWEEP: 500, CONSOLE_WATCH: 1000 }),
          ...skewedClock(),
        },
        uci: [
          'set dockerman.fake=engine',
          `set dockerman.fake.address='tcp://127.0.0.1:${files.port}'`,
          'commit dockerman',
        ],
      });
      writeFileSync(router.path('/tmp/build.tar'), slowBuild());
      idle = { daemons: programs(), descriptors: descriptors(keeper()) };
    });
    afterAll(async () => {
      await router?.stop();
      await Promise.all([files.stop(), dockerd?.stop()]);
    });
    afterEach(async () => {
      await endAll();
      await expect.poll(leftBehind, soon).toEqual({
        ...{ transfers: [], unfinished: [], sockets: 0, descriptors: 0, programs: [] },
        containers: ['/bystander', 'sleep 1000'],
      });
      await luciAnswers();
    });

    const begin = async () => {
      session = await admin();
      return Work.begin(router, session, 'bystander');
    };

    const faults: readonly {
      readonly what: string;
      readonly happens: (work: Work) => Promise<unknown>;
      /** Whether the session is another one afterwards. */
      readonly again?: boolean;
      readonly told: Partial<Outcome>;
    }[] = [
      {
        what: 'the keeper is killed: what it held is told as interrupted or broken',
        happens: () => kill('dockerman-keeper', answersOfKeeper),
        told: {
          ...{ build: 'interrupted', export: 'interrupted', upload: 'interrupted' },
          ...{ download: 'broken', console: 'ended' },
        },
      },
      {
        what: 'rpcd is killed, and all sessions with it: after a login all but the console goes on',
        happens: () => kill('/sbin/rpcd', admin),
        again: true,
        told: { console: 'session-ended' },
      },
      {
        what: 'uhttpd is killed: all goes on',
        happens: () => kill('/usr/sbin/uhttpd', () => fetch(router.url)),
        told: {},
      },
      {
        what: 'the session ends: after a login all but the console goes on',
        happens: () => Promise.resolve(endSession()),
        again: true,
        told: { console: 'session-ended' },
      },
      {
        what: 'the browser is killed: jobs and the console go on, files end for want of somebody who asks',
        happens: () =>
          expect.poll(() => readdirSync(router.path('/var/run/dockerman/transfers')), soon).toEqual([]),
        told: { download: 'broken', upload: 'failed' },
      },
    ];
    test.each(faults)('$what', async ({ happens, again = false, told }) => {
      const work = await begin();
      await happens(work);
      const now = again ? await admin() : session;
      expect(await work.outcome(now)).toEqual({ ...unharmed, ...told });
      await work.end(now);
    });

    test('/tmp is full: what writes there fails and says so, the others go on', async () => {
      const work = await begin();
      const used = router.run(['df', '-k', '/tmp']).stdout.trim().split('\n').at(-1)?.split(/\s+/)[2];
      const limit = (size: string) => router.run(['mount', '-o', `remount,size=${size}`, '/tmp']);
      expect(limit(`${Number(used) + 64}k`).status).toBe(0);
      try {
        files.more();
        const list = await JobList.open(new Browser(router, session));
        await expect(list.ended(work.exporting)).resolves.toMatchObject({ state: 'failed' });
      } finally {
        limit('50%');
      }
      expect(await work.outcome(session)).toEqual({ ...unharmed, export: 'failed' });
      await work.end(session);
    });

    test('two admins at once: one of them cancels, the other is told, and both see the same', async () => {
      const work = await begin();
      const [one, other] = [new Browser(router, session), new Browser(router, await admin())];
      expect(await work.cancelBoth(one, other)).toEqual(
        ['done', expect.stringContaining('ended already') as string].reverse(),
      );
      const [mine, theirs] = [await JobList.open(one), await JobList.open(other)];
      expect([...mine.jobs.values()].map(({ id, state }) => [id, state])).toEqual(
        [...theirs.jobs.values()].map(({ id, state }) => [id, state]),
      );
      expect(await work.outcome(other.session)).toEqual({ ...unharmed, export: 'cancelled' });
      await work.end(session);
    });

    test.each(['-90000', '90000'])(
      'the clock jumps by %s s: all goes on, and none ends before it began',
      async (by) => {
        const work = await begin();
        writeFileSync(router.path(skew), by);
        try {
          expect(await work.outcome(session)).toEqual(unharmed);
          await work.end(session);
          const list = await JobList.open(new Browser(router, session));
          const job = await list.ended(work.exporting);
          expect(job.state).toBe('cancelled');
          expect(job.ended).toBeGreaterThanOrEqual(job.started);
        } finally {
          rmSync(router.path(skew));
        }
      },
    );

    test('300 polls are given up: nothing stays, and the work goes on', async () => {
      const work = await begin();
      const client = 'polls-given-up';
      const params = [session, 'dockerman.keeper', 'next', { client, cursors: {}, wait: 25 }];
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params });
      for (let n = 0; n < 300; n += 10) {
        const polls = Array.from({ length: 10 }, async () => {
          const given = new AbortController();
          const sent = fetch(`${router.url}/ubus/`, { method: 'POST', body, signal: given.signal });
          // uhttpd sends a head at once
          const text = sent.then((answer) => answer.text());
          void sent.finally(() => given.abort());
          await text.catch(() => undefined);
        });
        await Promise.all(polls);
      }
      expect(await work.outcome(session)).toEqual(unharmed);
      await work.end(session);
    });

    // the last one: the engine does not come back
    test('the engines are killed: all ends, and says so', async () => {
      const work = await begin();
      engineLives = false;
      process.kill(dockerd.pid, 'SIGKILL');
      await files.stop();
      expect(await work.outcome(session)).toEqual({
        ...{ build: 'failed', export: 'failed', upload: 'failed' },
        ...{ download: 'broken', console: 'ended' },
      });
      await work.end(session);
    });
  },
);
