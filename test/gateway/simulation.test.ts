import { describe, expect, test } from 'vitest';
import type { Batches, EngineClient } from '../../lib/engine/client';
import { catalogue } from '../../simulation/catalogue/catalogue';
import { until } from './gateway-under-test';
import { simulated } from './simulated';
import { TestClock } from './test-clock';

const both = { stdout: true, stderr: true };

/** Collects what a stream brings, from now on. */
function collect<T>(stream: Batches<T>): { readonly items: T[]; readonly ended: Promise<void> } {
  const items: T[] = [];
  const ended = (async () => {
    for await (const batch of stream) items.push(...batch);
  })();
  return { items, ended };
}

async function all<T>(stream: Batches<T>): Promise<T[]> {
  const { items, ended } = collect(stream);
  await ended;
  return items;
}

async function state(client: EngineClient, container: string): Promise<string> {
  return (await client.containerInspect({ container })).State.Status;
}

describe('the list', () => {
  test('has a router’s containers in every state, with stacks', async () => {
    const { client } = simulated();
    const list = await client.containerList({ all: true });
    expect(list).toHaveLength(catalogue.length);
    const status = (name: string) => list.find(({ Names }) => Names[0] === `/${name}`)?.Status;
    expect(status('pihole')).toMatch(/^Up 3 weeks \(healthy\)$/);
    expect(status('cloud-db-1')).toMatch(/\(unhealthy\)$/);
    expect(status('backup')).toBe('Exited (1) 5 minutes ago');
    expect(status('adguard-exporter')).toMatch(/\(Paused\)$/);
    const stacks = new Set(list.map(({ Labels }) => Labels['com.docker.compose.project']));
    expect([...stacks]).toEqual(expect.arrayContaining(['media', 'home', 'cloud', undefined]));
    const running = await client.containerList({});
    expect(running).toHaveLength(list.length - 1);
  });

  test('is the same for the same seed, and another for another', async () => {
    const clock = new TestClock();
    const ids = async (seed: string) =>
      (await simulated({ seed, clock }).client.containerList({ all: true })).map(({ Id }) => Id);
    expect(await ids('a')).toEqual(await ids('a'));
    expect(await ids('a')).not.toEqual(await ids('b'));
  });

  test.each([100, 1000])(
    'can have %i containers, all with names and ids of their own',
    async (containers) => {
      const { client } = simulated({ containers });
      const list = await client.containerList({ all: true });
      expect(list).toHaveLength(containers);
      expect(new Set(list.map(({ Id }) => Id)).size).toBe(containers);
      expect(new Set(list.map(({ Names }) => Names[0])).size).toBe(containers);
    },
  );

  test('follows filters', async () => {
    const { client } = simulated();
    const names = async (filters: Record<string, string[]>) =>
      (await client.containerList({ all: true, filters })).map(({ Names }) => Names[0]);
    expect(await names({ status: ['paused'] })).toEqual(['/adguard-exporter']);
    expect(await names({ health: ['unhealthy'] })).toEqual(['/cloud-db-1']);
    expect(await names({ label: ['com.docker.compose.project=home'] })).toHaveLength(3);
    await expect(names({ colour: ['red'] })).rejects.toThrow("invalid filter 'colour'");
  });
});

describe('what is asked of one container', () => {
  test('is what the engine client expects', async () => {
    const { client } = simulated();
    for (const { Id } of await client.containerList({ all: true })) {
      const inspect = await client.containerInspect({ container: Id, size: true });
      expect(inspect.Id).toBe(Id);
      if (inspect.State.Running) {
        const top = await client.containerTop({ container: Id });
        expect(top.Processes[0]).toHaveLength(top.Titles.length);
      }
      await client.containerChanges({ container: Id });
    }
  });

  test('is found by name, id and the beginning of an id; else it is not there', async () => {
    const { client } = simulated();
    const { Id } = await client.containerInspect({ container: 'pihole' });
    expect((await client.containerInspect({ container: Id.slice(0, 12) })).Id).toBe(Id);
    await expect(client.containerInspect({ container: 'nothing' })).rejects.toMatchObject({
      status: 404,
      message: 'No such container: nothing',
    });
  });
});

describe('actions', () => {
  test('start, stop, pause and rename a container, and tell so in events', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const leave = new AbortController();
    const events = collect(await client.systemEvents({}, { signal: leave.signal }));
    events.ended.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await client.containerStart({ container: 'pihole' })).toBe(false);
    expect(await client.containerPause({ container: 'pihole' })).toBe(true);
    expect(await state(client, 'pihole')).toBe('paused');
    expect(await client.containerUnpause({ container: 'pihole' })).toBe(true);
    const stopping = client.containerStop({ container: 'pihole', t: 10 });
    await until(() => clock.waiting > 0);
    expect(await state(client, 'pihole')).toBe('running');
    await clock.pass(600);
    expect(await stopping).toBe(true);
    expect(await state(client, 'pihole')).toBe('exited');
    await client.containerRename({ container: 'pihole', name: 'dns' });
    await client.containerStart({ container: 'dns' });
    expect((await client.containerInspect({ container: 'dns' })).State.Health?.Status).toBe('starting');
    await clock.pass(4000);
    expect((await client.containerInspect({ container: 'dns' })).State.Health?.Status).toBe('healthy');
    const actions = () => events.items.filter(({ Type }) => Type === 'container').map(({ Action }) => Action);
    await until(() => actions().includes('health_status: healthy'));
    expect(actions()).toEqual([
      ...['pause', 'unpause', 'kill', 'die', 'stop', 'rename', 'start', 'health_status: healthy'],
    ]);
    leave.abort();
  });

  test('kill a container that does not listen to SIGTERM after the grace time', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const stopping = client.containerStop({ container: 'tools', t: 3 });
    await until(() => clock.waiting > 0);
    await clock.pass(2999);
    expect(await state(client, 'tools')).toBe('running');
    await clock.pass(1);
    await stopping;
    expect((await client.containerInspect({ container: 'tools' })).State).toMatchObject({
      Status: 'exited',
      ExitCode: 137,
    });
  });

  test('are refused with dockerd’s words', async () => {
    const { client } = simulated();
    const refused = (call: Promise<unknown>, status: number, message: RegExp) =>
      expect(call).rejects.toMatchObject({ status, message: expect.stringMatching(message) as string });
    await refused(client.containerDelete({ container: 'pihole' }), 409, /container is running/);
    await refused(client.containerPause({ container: 'backup' }), 409, /not running/);
    await refused(client.containerUnpause({ container: 'pihole' }), 409, /not paused/);
    await refused(client.containerKill({ container: 'pihole', signal: 'NONSENSE' }), 400, /invalid signal/);
    await refused(client.containerRename({ container: 'pihole', name: 'caddy' }), 409, /already in use/);
  });

  test('remove a container, with force also a running one', async () => {
    const { client } = simulated();
    await client.containerDelete({ container: 'backup' });
    await client.containerDelete({ container: 'pihole', force: true });
    await expect(state(client, 'pihole')).rejects.toThrow('No such container');
    expect(await client.containerList({ all: true })).toHaveLength(catalogue.length - 2);
  });

  test('let one that fails fail again after its start', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    await client.containerStart({ container: 'backup' });
    expect(await state(client, 'backup')).toBe('running');
    const waiting = client.containerWait({ container: 'backup' });
    await clock.pass(20_000);
    expect((await waiting).StatusCode).toBe(1);
  });

  test('make a container that behaves as its image does', async () => {
    const { client } = simulated();
    const body = {
      Image: 'redis:7.4-alpine',
      HostConfig: { PortBindings: { '6379/tcp': [{ HostPort: '6380' }] } },
    };
    const { Id } = await client.containerCreate({ name: 'cache' }, { body });
    await client.containerStart({ container: 'cache' });
    const list = await client.containerList({ filters: { id: [Id] } });
    expect(list[0]).toMatchObject({ Names: ['/cache'], State: 'running' });
    expect(list[0]?.Ports[0]).toMatchObject({ PrivatePort: 6379, PublicPort: 6380 });
    await expect(client.containerCreate({ name: 'x' }, { body: { Image: 'unknown' } })).rejects.toThrow(
      'No such image: unknown:latest',
    );
  });
});

describe('logs', () => {
  test('have times, two streams, and as many lines as are asked for', async () => {
    const { client } = simulated();
    const log = async (more: object) =>
      all(await client.containerLogs({ container: 'backup', ...both, ...more }, { tty: false }));
    const lines = await log({ timestamps: true });
    expect(lines.some(({ stream }) => stream === 'stdout')).toBe(true);
    expect(lines.at(-1)).toMatchObject({
      stream: 'stderr',
      text: expect.stringContaining('No route to host') as string,
    });
    const times = lines.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
    expect(await log({ tail: '3' })).toHaveLength(3);
    expect(await log({ tail: '0' })).toHaveLength(0);
    expect((await log({ stderr: false })).every(({ stream }) => stream === 'stdout')).toBe(true);
    const last = Date.parse(times.at(-1) ?? '') / 1000;
    expect((await log({ since: Math.floor(last) })).length).toBeLessThan(lines.length);
  });

  test('are the same whenever they are read', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const now = clock.now() / 1000;
    const read = async () =>
      all(
        await client.containerLogs(
          { container: 'pihole', ...both, since: now - 60, until: now, timestamps: true },
          { tty: false },
        ),
      );
    const first = await read();
    await clock.pass(5000);
    expect(first.length).toBeGreaterThan(50);
    expect(await read()).toEqual(first);
  });

  test('are followed without a gap, and end when the container stops', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const from = clock.now() / 1000;
    const followed = collect(
      await client.containerLogs(
        { container: 'pihole', ...both, follow: true, since: from, timestamps: true },
        { tty: false },
      ),
    );
    for (let at = 0; at < 20; at++) {
      await until(() => clock.waiting > 0);
      await clock.pass(1000);
    }
    const stopping = client.containerStop({ container: 'pihole' });
    await until(() => clock.waiting > 1);
    await clock.pass(1000);
    await stopping;
    await followed.ended;
    const read = await all(
      await client.containerLogs(
        { container: 'pihole', ...both, since: from, timestamps: true },
        { tty: false },
      ),
    );
    expect(followed.items).toEqual(read);
    expect(followed.items.length).toBeGreaterThan(15);
  });

  test('that are followed cost nothing when the reader has gone', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const leave = new AbortController();
    const stream = collect(
      await client.containerLogs(
        { container: 'pihole', ...both, follow: true, tail: '0' },
        { tty: false, signal: leave.signal },
      ),
    );
    await until(() => clock.waiting === 1);
    leave.abort();
    await stream.ended.catch(() => undefined);
    await until(() => clock.waiting === 0);
  });
});

describe('statistics', () => {
  test('grow steadily, and show the load', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const leave = new AbortController();
    const stream = collect(
      await client.containerStats({ container: 'media-jellyfin-1' }, { signal: leave.signal }),
    );
    for (let at = 0; at < 30; at++) {
      await until(() => clock.waiting > 0);
      await clock.pass(1000);
    }
    leave.abort();
    await stream.ended.catch(() => undefined);
    const [, ...samples] = stream.items;
    expect(samples.length).toBeGreaterThan(25);
    for (const { cpu_stats, precpu_stats, memory_stats } of samples) {
      const used = cpu_stats.cpu_usage.total_usage - precpu_stats.cpu_usage.total_usage;
      const cores =
        (used / (cpu_stats.system_cpu_usage - precpu_stats.system_cpu_usage)) * cpu_stats.online_cpus;
      expect(cores).toBeGreaterThan(0.05);
      expect(cores).toBeLessThan(0.8);
      expect(memory_stats.usage).toBeLessThan(memory_stats.limit);
    }
  });

  test('of a container that does not run are empty', async () => {
    const { client } = simulated();
    const [sample] = await all(await client.containerStats({ container: 'backup', stream: false }));
    expect(sample?.cpu_stats.cpu_usage.total_usage).toBe(0);
    expect(sample?.read).toBe('0001-01-01T00:00:00Z');
  });
});

test('images, networks and volumes are there, and a pull brings another image with progress', async () => {
  const clock = new TestClock();
  const { client } = simulated({ clock });
  const images = await client.imageList({});
  expect(images.some(({ RepoTags }) => RepoTags.includes('caddy:2.8-alpine'))).toBe(true);
  expect((await client.networkList({})).map(({ Name }) => Name)).toEqual(
    expect.arrayContaining(['bridge', 'host', 'none', 'cloud_default']),
  );
  expect((await client.volumeList({})).Volumes.map(({ Name }) => Name)).toContain('cloud_db');
  const pull = collect(await client.imageCreate({ fromImage: 'nginx', tag: '1.27' }));
  let done = false;
  void pull.ended.then(() => (done = true));
  while (!done) await clock.pass(120).then(() => new Promise((resolve) => setImmediate(resolve)));
  expect(pull.items.some(({ status }) => status === 'Downloading')).toBe(true);
  expect((await client.imageList({})).length).toBe(images.length + 1);
});
