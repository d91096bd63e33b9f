import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDockerd, whyNot, type Dockerd } from '../engine/dockerd';
import { rpcd } from './rpcd-call';
import { bootUserland, rootfs, skipReason, type Userland } from './userland';

const missing = rootfs ? whyNot('20.10') : skipReason;
if (missing !== undefined) console.warn(`SKIPPED: rpcd with a real dockerd: ${missing}`);

describe.skipIf(missing !== undefined)(`rpcd with dockerd 20.10 [${missing ?? 'present'}]`, () => {
  let dockerd: Dockerd;
  let router: Userland;
  let call: ReturnType<typeof rpcd>;
  beforeAll(async () => {
    dockerd = await startDockerd('20.10');
    router = await bootUserland({ engineSocket: dockerd.socket });
    call = rpcd(router, await router.login('admin'));
  });
  afterAll(async () => {
    await router?.stop();
    await dockerd?.stop();
  });

  const create = async (name: string, command: string, more: object = {}) =>
    call(
      'admin',
      'ContainerCreate',
      { name },
      {
        body: JSON.stringify({
          Image: 'busybox',
          Cmd: ['sh', '-c', command],
          HostConfig: { NetworkMode: 'none' },
          ...more,
        }),
      },
    );

  test('asks for the version before it is known', async () => {
    expect(await call('view', 'SystemPing', {}, { api_version: '' })).toMatchObject({
      status: 200,
      headers: { 'api-version': '1.41' },
      body: 'OK',
    });
    expect(await call('view', 'SystemPingHead', {}, { api_version: '' })).toMatchObject({
      status: 200,
      body: '',
    });
  });

  test('makes, lists, inspects, starts, stops and removes a container', async () => {
    expect(await create('rpcd-life', 'trap "exit 0" TERM; sleep 1000 & wait')).toMatchObject({ status: 201 });
    const container = 'rpcd-life';
    expect(await call('operate', 'ContainerStart', { container })).toMatchObject({ status: 204, body: '' });
    const list = await call('view', 'ContainerList', { filters: '{"name":["rpcd-life"]}' });
    expect(JSON.parse(list.body ?? '')).toMatchObject([{ State: 'running', Names: ['/rpcd-life'] }]);
    expect(await call('operate', 'ContainerStop', { container })).toMatchObject({ status: 204 });
    expect(await call('operate', 'ContainerStop', { container })).toMatchObject({ status: 304 });
    expect(await call('admin', 'ContainerDelete', { container })).toMatchObject({ status: 204 });
    expect(await call('view', 'ContainerInspect', { container })).toMatchObject({
      status: 404,
      body: expect.stringContaining('No such container') as string,
    });
  });

  test('shows a viewer the inspect without its secrets, and an operator the whole', async () => {
    const Env = [
      'PLAIN=1',
      'DB_PASSWORD=hunter2',
      'URL=http://me:hunter2@db/',
      'HTML=<img src=x onerror=alert(1)>',
    ];
    await create('rpcd-secret', 'true', { Env });
    const container = 'rpcd-secret';
    const viewer = rpcd(router, await router.login('viewer'));
    const seen = await viewer('view', 'ContainerInspect', { container });
    expect(JSON.stringify(seen)).not.toContain('hunter2');
    expect(JSON.parse(seen.body ?? '')).toMatchObject({
      Name: '/rpcd-secret',
      Config: {
        Env: expect.arrayContaining([
          'PLAIN=1',
          'DB_PASSWORD=********',
          'URL=http://********@db/',
          'HTML=<img src=x onerror=alert(1)>',
        ]) as string[],
      },
    });
    const whole = await call('operate', 'ContainerInspect', { container });
    expect(JSON.parse(whole.body ?? '')).toMatchObject({
      Config: { Env: expect.arrayContaining(Env) as string[] },
    });
    await call('admin', 'ContainerDelete', { container });
  });

  test('while a stop waits out its 10 s of grace, every other call is answered', async () => {
    await create('rpcd-grace', 'trap "" TERM; while true; do sleep 1; done');
    const container = 'rpcd-grace';
    await call('operate', 'ContainerStart', { container });
    let stopped = false;
    const stop = call('operate', 'ContainerStop', { container, t: '10' }).finally(() => (stopped = true));
    for (let round = 0; round < 20; round++) {
      const list = await call('view', 'ContainerList');
      expect(list.status).toBe(200);
      await router.ubus('0'.repeat(32), 'session', 'login', { username: 'viewer', password: 'viewer' });
      expect((await fetch(`${router.url}/luci-static/resources/cbi.js`)).status).toBe(200);
    }
    expect(stopped).toBe(false);
    await call('operate', 'ContainerKill', { container });
    expect(await stop).toMatchObject({ status: 204 });
    await call('admin', 'ContainerDelete', { container });
  });

  test('passes an error of the engine on as its answer', async () => {
    const answer = await call('admin', 'ContainerCreate', {}, { body: '{"Image":"no/such:image"}' });
    expect(answer).toMatchObject({ status: 404, type: 'application/json' });
    expect(answer.body).toContain('No such image');
  });
});
