import { expect, it } from 'vitest';
import { negotiate } from '../../lib/engine/negotiate';
import { engineClient } from '../../lib/engine/client';
import { describeEngines } from './engines';

const newest: Readonly<Record<string, string>> = { 'dockerd 20.10': '1.41', Podman: '1.41' };

describeEngines('an engine', (engine) => {
  it('is spoken to in its newest API version, with and without the header of its ping', async () => {
    const { apiVersion } = await negotiate(engine.transport);
    const version = await engine.client.systemVersion();
    expect(apiVersion).toBe(version.ApiVersion);
    if (newest[engine.name]) expect(apiVersion).toBe(newest[engine.name]);
    const headless = await negotiate({
      ...engine.transport,
      send: async (request) => ({ ...(await engine.transport.send(request)), headers: new Headers() }),
    });
    expect(headless.apiVersion).toBe(apiVersion);
  });

  it('tells about itself and its host', async () => {
    const info = await engine.client.systemInfo();
    expect(info.NCPU).toBeGreaterThan(0);
    expect(info.MemTotal).toBeGreaterThan(1 << 20);
    expect(info.ServerVersion).toBe((await engine.client.systemVersion()).Version);
  });

  it('lists images, networks and volumes', async () => {
    const { client } = engine;
    expect((await client.imageList()).flatMap(({ RepoTags }) => RepoTags)).toContainEqual(
      expect.stringMatching(/busybox:latest$/),
    );
    const names = (await client.networkList()).map(({ Name }) => Name);
    const usual = engine.podman ? [expect.stringMatching(/^(bridge|podman)$/)] : ['bridge', 'host', 'none'];
    expect(names).toEqual(expect.arrayContaining(usual));
    expect((await client.volumeList()).Volumes).toBeInstanceOf(Array);
  });

  it('refuses in its own words', async () => {
    const { client } = engine;
    const nope = engine.unique();
    await expect(client.containerInspect({ container: nope })).rejects.toMatchObject({
      name: 'EngineError',
      status: 404,
      message: expect.stringMatching(new RegExp(`no such container.*${nope}|no container.*${nope}`, 'i')),
    });
    await expect(
      client.containerLogs({ container: nope, stdout: true }, { tty: false }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(client.containerCreate({}, { body: { Image: `${nope}:latest` } })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining(nope),
    });
    const container = await engine.create('true');
    await expect(
      client.containerCreate({ name: container }, { body: { Image: 'busybox' } }),
    ).rejects.toMatchObject({
      status: engine.podman ? 500 : 409,
      message: expect.stringMatching(/in use/),
    });
    await expect(client.containerKill({ container })).rejects.toMatchObject({
      status: expect.toSatisfy((s: number) => s >= 400),
    });
  });

  // Podman takes any version
  it.skipIf(engine.podman)('refuses a version that it does not speak', async () => {
    await expect(engineClient(engine.transport, '1.99').systemInfo()).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/too new.*Maximum supported API version is/),
    });
  });
});
