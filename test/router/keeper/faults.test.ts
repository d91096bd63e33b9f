import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rootfs, skipReason, type Userland } from '../userland';
import { bootWithKeeper, Browser, processOf, type Answer, type Reply } from './browser';
import { FakeEngine } from './fake-engine';
import { core, faultFile, faultyModules } from './faults';

const limits = readFileSync(
  fileURLToPath(new URL('../../../ucode/dockerman/keeper/limits.uc', import.meta.url)),
  'utf8',
);

const program = readFileSync(
  fileURLToPath(new URL('../../../root/usr/sbin/dockerman-keeper', import.meta.url)),
  'utf8',
);

const sample = JSON.stringify({
  cpu_stats: { cpu_usage: { total_usage: 1 }, system_cpu_usage: 1, online_cpus: 1 },
  memory_stats: { usage: 1, limit: 2 },
});

describe.skipIf(!rootfs)(`the keeper when something in it fails [${skipReason}]`, () => {
  const engine = new FakeEngine();
  const { names, files } = faultyModules(core);
  let router: Userland;
  let session: string;
  let emit = () => {};
  let endEvents = () => {};

  beforeAll(async () => {
    await engine.start();
    engine.answers.set('/events', (response) => {
      response.writeHead(200).flushHeaders();
      emit = () => response.write('{"Type":"container"}\n');
      endEvents = () => response.end();
    });
    engine.answers.set('/containers/one/logs', (response) => {
      response.writeHead(200).end('a line\n');
    });
    engine.answers.set('/containers/gone/logs', (response) => {
      response.writeHead(404).end('{"message":"gone"}');
    });
    router = await bootWithKeeper({
      files: {
        ...files,
        // without the net below all callbacks, which ucode has since 2025-07 only
        '/usr/sbin/dockerman-keeper': program.replaceAll(/^.*guard\?\..*\n/gm, ''),
        // what takes seconds takes less here
        '/usr/share/ucode/luci/dockerman/keeper/limits.uc': limits
          .replace('SWEEP = 15000', 'SWEEP = 200')
          .replace('HEAD_WAIT = 5000', 'HEAD_WAIT = 300')
          .replace('SESSION_TRUST = 3000', 'SESSION_TRUST = 100')
          .replace('LINGER = 4000', 'LINGER = 0')
          .replace('FIRST_FIGURES = 1100', 'FIRST_FIGURES = 100')
          .replace('RETRY_FIRST = 500', 'RETRY_FIRST = 50')
          .replace('RETRY_LONGEST = 15000', 'RETRY_LONGEST = 100')
          .replace('CLIENT_SILENT = 60000', 'CLIENT_SILENT = 2000'),
      },
      uci: [`set dockerman.local.address='tcp://127.0.0.1:${engine.port}'`, 'commit dockerman'],
    });
    session = await router.login();
  });
  afterAll(async () => {
    await router?.stop();
    await engine.stop();
  });

  /** What one call tells of a stream that may not have opened. */
  async function news(one: Browser, { stream }: Reply, wait: number): Promise<Answer | undefined> {
    const id = stream ?? 'none';
    return (await one.next([{ id, cursor: 0 }], wait)).streams?.[id];
  }

  /** One browser does a little of everything; every call is answered somehow. Gives what it got. */
  async function visit() {
    const one = new Browser(router, session);
    // asked for in another way each time, so that none is shared with an earlier visit
    const filters = JSON.stringify({ label: [one.client] });
    const events = await one.request('view', 'SystemEvents', { filters });
    const logs = await one.request('operate', 'ContainerLogs', { container: 'one' });
    const gone = await one.request('operate', 'ContainerLogs', { container: 'gone' });
    let endStatistics = () => {};
    engine.answers.set(`/containers/${one.client}/stats`, (response) => {
      response.writeHead(200).write(`${sample}\n`);
      endStatistics = () => response.end();
    });
    const statistics = await one.request('view', 'Statistics', { containers: [one.client], interval: '1' });
    const jobs = await one.request('view', 'Jobs', {});
    emit();
    const [first, second, third] = [
      await news(one, events, 1),
      await news(one, logs, 1),
      await news(one, statistics, 1),
    ];
    endEvents();
    endStatistics();
    const closed = [];
    for (const { stream } of [events, logs, statistics, jobs])
      closed.push(await one.call('view', { client: one.client, close: stream ?? 'none' }));
    // what the last call left to be done is done before the next is answered
    await one.next([], 0);
    return { events, logs, gone, statistics, first, second, third, closed };
  }

  /** The same without any fault in it. */
  async function visitInPeace() {
    const { gone, first, second, third, closed } = await visit();
    expect(gone).toMatchObject({ status: 404 });
    expect(first?.text).toContain('container');
    expect(second?.base64).toBe(Buffer.from('a line\n').toString('base64'));
    expect(third?.text).toBe('[[0,null,1,2,0,0,0,0,0]]');
    // an end that was told is forgotten
    expect(closed).toEqual([{ closed: true }, { closed: false }, { closed: true }, { closed: true }]);
  }

  test('has a fault to try in every part', () => {
    expect(names.length).toBeGreaterThan(60);
    expect(names).toEqual(
      expect.arrayContaining([
        'source.start',
        'bytestream.data',
        'feed.begin',
        'polling.next',
        'sessions.lookup',
      ]),
    );
  });

  test('serves a visit', visitInPeace);

  const hit: string[] = [];

  test.each(names)('survives an exception in %s', async (name) => {
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
    await vi.waitFor(visitInPeace, { timeout: 10_000 });
  });

  test.each(['clients.drop', 'polling.drop'])(
    'survives an exception in %s when a session has ended',
    async (name) => {
      const pid = processOf(router, 'dockerman-keeper');
      const one = new Browser(router, await router.login());
      const events = await one.open('view', 'SystemEvents', {});
      const waiting = one.next([events], 2);
      await new Browser(router, session).next([], 0);
      const file = router.path(faultFile(name));
      writeFileSync(file, '');
      router.run(['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: one.session })]);
      expect((await waiting).failure).toMatch(/^(session|broken)$/);
      hit.push(...[name].filter(() => readFileSync(file, 'utf8') === 'hit'));
      rmSync(file);
      expect(processOf(router, 'dockerman-keeper')).toBe(pid);
      await visitInPeace();
    },
  );

  test('is started anew by a restart also when its farewell fails', async () => {
    const pid = processOf(router, 'dockerman-keeper');
    const file = router.path(faultFile('service.farewell'));
    writeFileSync(file, '');
    router.run(['/etc/init.d/dockerman', 'restart']);
    await vi.waitFor(() => expect(processOf(router, 'dockerman-keeper')).not.toBe(pid), { timeout: 10_000 });
    hit.push(...['service.farewell'].filter(() => readFileSync(file, 'utf8') === 'hit'));
    rmSync(file);
    await vi.waitFor(visitInPeace, { timeout: 10_000 });
  });

  test('was tried with an exception in every part that runs after its start', () => {
    const atStart = ['clients', 'events', 'samples', 'service', 'sessions'].map(
      (module) => `${module}.create`,
    );
    // jobs alone call that, and protected: they have a test of their own
    const byJobs = 'polling.wake_all';
    expect(names.filter((name) => !hit.includes(name)).sort()).toEqual(
      [...atStart, 'service.methods', byJobs].sort(),
    );
  });

  test('passes the refusal of an engine on that took its time', async () => {
    let refuse: () => void = () => undefined;
    engine.answers.set('/containers/late/logs', (response) => {
      refuse = () => response.writeHead(500).end('{"message":"no logs here"}');
    });
    const one = new Browser(router, session);
    const stream = await one.open('operate', 'ContainerLogs', { container: 'late' });
    refuse();
    expect(await one.news(stream)).toMatchObject({ ended: true, status: 500, message: 'no logs here' });
  });
});
