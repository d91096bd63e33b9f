import { describe, expect, test } from 'vitest';
import type { EngineClient } from '../../lib/engine/client';
import { catalogue } from '../../simulation/catalogue/catalogue';
import { until } from './gateway-under-test';
import { simulated } from './simulated';
import { collect } from './stream-items';
import { TestClock } from './test-clock';

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
