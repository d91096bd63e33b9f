import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Operation } from '../../lib/engine/operations';
import { routerOperations } from '../../scripts/package-files.mjs';
import { startDockerd, whyNot, type Dockerd, type DockerdVersion } from '../engine/dockerd';
import { cgi, send } from './cgi-client';
import { engineCall } from './engine-containers';
import { bootWithKeeper, Browser } from './keeper/browser';
import { rpcd } from './rpcd-call';
import { rootfs, titled, type Userland } from './userland';

const versions: readonly DockerdVersion[] = ['20.10', '28.5'];
const { operations } = JSON.parse(routerOperations()) as { operations: Operation[] };
const rows = operations.filter(({ role, name }) => role === 'viewer' && name !== 'ContainerStats');
const secret = 'hunter2';

/** What stands for the parameters in the paths of viewers' rows. */
const names: Record<string, string> = { container: 'keeps', image: 'kept:1', volume: 'nas', network: 'wire' };

function parametersOf(row: Operation): Record<string, string> {
  const path = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, names[name] ?? '']);
  const filters = row.query?.['filters'] ? { filters: '{}' } : {};
  return {
    ...(Object.fromEntries(path) as Record<string, string>),
    ...(row.name === 'ContainerList' ? { all: 'true' } : {}),
    ...(row.name === 'SystemEvents' ? { since: '1', until: String(Math.ceil(Date.now() / 1000)) } : filters),
  };
}

async function fill(socket: string): Promise<void> {
  await engineCall(socket, 'POST', '/volumes/create', {
    Name: 'nas',
    DriverOpts: { type: 'cifs', device: '//nas/share', o: `username=me,password=${secret}` },
    Labels: { 'backup.passphrase': secret },
  });
  await engineCall(socket, 'POST', '/networks/create', {
    Name: 'wire',
    Driver: 'null',
    Labels: { 'vpn.psk': secret },
  }).catch(() =>
    engineCall(socket, 'POST', '/networks/create', { Name: 'wire', Labels: { 'vpn.psk': secret } }),
  );
  await engineCall(socket, 'POST', '/containers/create?name=keeps', {
    Image: 'busybox:1',
    Entrypoint: ['sh', '-c', `sleep 600; : ${secret}`],
    Cmd: [`--password=${secret}`],
    Env: [`DB_PASSWORD=${secret}`, `URL=http://me:${secret}@db/`, 'PLAIN=seen'],
    Labels: { 'traefik.http.middlewares.a.basicauth.users': `me:${secret}`, plain: 'seen' },
    Healthcheck: { Test: ['CMD-SHELL', `echo ${secret}`], Interval: 1_000_000_000 },
    HostConfig: { LogConfig: { Type: 'json-file', Config: {} } },
  });
  await engineCall(socket, 'POST', '/containers/keeps/start');
  const changes = encodeURIComponent(`ENV API_TOKEN=${secret}`);
  await engineCall(socket, 'POST', `/commit?container=keeps&repo=kept&tag=1&changes=${changes}`, {});
  const log = async () => {
    const found = (await engineCall(socket, 'GET', '/containers/keeps/json')) as {
      State: { Health: { Log: unknown[] } };
    };
    return found.State.Health.Log.length;
  };
  await vi.waitUntil(async () => (await log()) > 0, { timeout: 20_000 });
}

describe.each(versions)('what a viewer learns of dockerd %s', (version) => {
  const missing = rootfs ? whyNot(version) : titled('');
  describe.skipIf(missing !== undefined)(`[${missing ?? 'both are there'}]`, () => {
    let engine: Dockerd;
    let router: Userland;
    let viewer: string;
    let root: string;
    beforeAll(async () => {
      engine = await startDockerd(version);
      router = await bootWithKeeper({ engineSocket: engine.socket });
      [viewer, root] = await Promise.all([router.login('viewer'), router.login('root')]);
      await fill(engine.socket);
    });
    afterAll(async () => {
      await router?.stop();
      await engine?.stop();
    });

    test.each(rows.filter(({ kind }) => kind === 'json'))('$name over rpcd holds no secret', async (row) => {
      const reply = await rpcd(router, viewer)('view', row.name, parametersOf(row));
      expect([row.name, reply.failure, reply.status]).toEqual([row.name, undefined, 200]);
      expect(reply.body).not.toContain(secret);
    });

    test.each(rows)('$name over the CGI program holds no secret', async (row) => {
      const call = { method: row.method, operation: row.name, query: parametersOf(row) };
      const seen = await send(cgi(router, viewer), call);
      expect([row.name, seen.status, seen.broken]).toEqual([row.name, 200, false]);
      expect(seen.body.toString()).not.toContain(secret);
    });

    test.each(rows.filter(({ masked }) => masked))('an operator gets $name whole', async (row) => {
      const call = { method: row.method, operation: row.name, query: parametersOf(row) };
      const whole = await send(cgi(router, root), call);
      // the engine's own description has none
      expect([row.name, whole.body.includes(secret)]).toEqual([row.name, row.name !== 'SystemInfo']);
    });

    test('events over the keeper hold none, live and past, and an operator gets them whole', async () => {
      const one = new Browser(router, viewer);
      const live = await one.open('view', 'SystemEvents', {});
      const { text } = await one.read(live, (all) => all.includes('exec_create'));
      expect(text).toContain('"seen"');
      expect(text).not.toContain(secret);

      const past = parametersOf({ name: 'SystemEvents', path: '' } as Operation);
      const { bytes } = await one.read(await one.open('view', 'SystemEvents', past), () => false);
      expect(bytes.toString()).toContain('exec_create');
      expect(bytes.toString()).not.toContain(secret);

      const operator = new Browser(router, root);
      const whole = await operator.read(await operator.open('operate', 'SystemEvents', {}), (all) =>
        all.includes('exec_create'),
      );
      expect(whole.text).toContain(secret);
    });

    test('an operator that becomes a viewer loses the events that it has open', async () => {
      const session = await router.login('operator');
      const one = new Browser(router, session);
      const stream = await one.open('operate', 'SystemEvents', {});
      const less = { ubus_rpc_session: session, scope: 'ubus', objects: [['dockerman', 'operate']] };
      router.run(['ubus', 'call', 'session', 'revoke', JSON.stringify(less)]);
      const { last } = await one.read(stream, () => false);
      expect(last).toMatchObject({ ended: true, failure: 'forbidden' });
    });

    test('processes and logs are not for viewers', async () => {
      const call = rpcd(router, viewer);
      expect(await call('view', 'ContainerTop', { container: 'keeps' })).toMatchObject({
        failure: 'forbidden',
      });
      const logs = { operation: 'ContainerLogs', query: { container: 'keeps', stdout: 'true' } };
      expect((await send(cgi(router, viewer), logs)).status).toBe(403);
    });
  });
});
