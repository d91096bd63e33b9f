import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rootfs, skipReason, type Userland } from '../userland';
import { bootWithKeeper, Browser, processOf } from './browser';
import { FakeEngine } from './fake-engine';

interface Listed {
  readonly ubus_rpc_session: string;
  readonly expires: number;
}

describe.skipIf(!rootfs)(`the keeper and rpcd's sessions [${skipReason}]`, () => {
  const engine = new FakeEngine();
  let router: Userland;
  let emit: (text: string) => void = () => undefined;

  const as = async (name: string) => new Browser(router, await router.login(name));
  const logs = { container: 'silent', stdout: 'true' };

  /** A call on the router's own bus, which uhttpd has not checked and which extends nothing. */
  const local = (method: string, args: object) => {
    const { status, stdout } = router.run(['ubus', 'call', 'dockerman.keeper', method, JSON.stringify(args)]);
    return { status, reply: stdout ? JSON.parse(stdout) : undefined };
  };
  /** Seconds that a session has left, looked up without touching it; undefined when it is gone. */
  const left = (session: string): number | undefined => {
    const { stdout } = router.run(['ubus', 'call', 'session', 'list']);
    const sessions: Listed[] = JSON.parse(`[${stdout.replaceAll(/^}\n(?=\{)/gm, '},')}]`);
    return sessions.find((one) => one.ubus_rpc_session === session)?.expires;
  };
  const destroy = (session: string) =>
    router.run(['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: session })]);

  beforeAll(async () => {
    await engine.start();
    engine.answers.set('/events', (response) => {
      response.writeHead(200).flushHeaders();
      emit = (text) => response.write(text);
    });
    engine.answers.set('/containers/silent/logs', (response) => {
      response.writeHead(200).flushHeaders();
    });
    router = await bootWithKeeper({
      uci: [`set dockerman.local.address='tcp://127.0.0.1:${engine.port}'`, 'commit dockerman'],
    });
  });
  afterAll(async () => {
    await router?.stop();
    await engine.stop();
  });

  test('opens for each role what that role may see, and nothing else', async () => {
    const viewer = await as('viewer');
    const operator = await as('operator');
    expect((await viewer.request('view', 'SystemEvents', {})).stream).toBeDefined();
    expect(
      (await viewer.request('view', 'Statistics', { containers: ['a'], interval: '2' })).stream,
    ).toBeDefined();
    expect(await viewer.request('view', 'ContainerLogs', logs)).toMatchObject({ failure: 'forbidden' });
    await expect(viewer.request('operate', 'ContainerLogs', logs)).rejects.toThrow('Access denied');
    expect((await operator.request('operate', 'ContainerLogs', logs)).stream).toBeDefined();
    expect(
      await operator.request('operate', 'Statistics', { containers: ['a'], interval: '2' }),
    ).toMatchObject({
      failure: 'forbidden',
    });
    const nobody = await as('nobody');
    await expect(nobody.request('view', 'SystemEvents', {})).rejects.toThrow('Access denied');
    await expect(nobody.next([])).rejects.toThrow('Access denied');
  });

  test('checks the role by itself when a call comes past uhttpd', async () => {
    const viewer = await as('viewer');
    const args = {
      client: viewer.client,
      operation: 'ContainerLogs',
      parameters: logs,
      api_version: '1.41',
      engine: '',
    };
    expect(local('operate', { ...args, ubus_rpc_session: viewer.session }).reply).toMatchObject({
      failure: 'forbidden',
    });
    for (const session of ['', 'f'.repeat(32)])
      expect(local('operate', { ...args, ubus_rpc_session: session }).reply).toMatchObject({
        failure: 'session',
      });
  });

  test('keeps the streams of a session from every other', async () => {
    const one = await as('admin');
    const other = await as('admin');
    const stream = await one.open('view', 'SystemEvents', {});
    const theirs = { client: one.client, cursors: { [stream.id]: 0 }, wait: 0 };
    expect(await other.call('next', theirs)).toMatchObject({ failure: 'refused' });
    expect(await other.call('view', { client: one.client, close: stream.id })).toMatchObject({
      failure: 'refused',
    });
    const own = await other.next([stream]);
    expect(own.streams?.[stream.id]).toMatchObject({ ended: true, failure: 'broken' });
  });

  test('ends a stream whose role the session has lost, and goes on with the others', async () => {
    const operator = await as('operator');
    const open = await operator.open('operate', 'ContainerLogs', logs);
    const events = await operator.open('view', 'SystemEvents', {});
    const revoked = {
      ubus_rpc_session: operator.session,
      scope: 'ubus',
      objects: [['dockerman', 'operate']],
    };
    router.run(['ubus', 'call', 'session', 'revoke', JSON.stringify(revoked)]);
    await vi.waitFor(
      async () => {
        const reply = operator.next([open, events], 1);
        emit('{"Type":"container"}\n');
        expect((await reply).streams?.[open.id]).toMatchObject({ ended: true, failure: 'forbidden' });
      },
      { timeout: 20_000 },
    );
    expect((await operator.next([events], 1)).streams?.[events.id]?.text).toContain('container');
  });

  test('answers a waiting call with the end of its session and drops all that it had', async () => {
    const before = engine.connections;
    const operator = await as('operator');
    const open = await operator.open('operate', 'ContainerLogs', logs);
    expect(engine.connections).toBeGreaterThan(before);
    const waiting = operator.next([open], 5);
    // the call waits when a second one of another session is answered
    await (await as('viewer')).next([], 0);
    destroy(operator.session);
    expect(await waiting).toMatchObject({ failure: 'session' });
    await vi.waitFor(() => expect(engine.connections).toBeLessThanOrEqual(before));
  });

  test('does not extend a session that it serves', async () => {
    const { stdout } = router.run(['ubus', 'call', 'session', 'create', '{"timeout":6}']);
    const session = (JSON.parse(stdout) as Listed).ubus_rpc_session;
    const grant = { ubus_rpc_session: session, scope: 'ubus', objects: [['dockerman', 'view']] };
    router.run(['ubus', 'call', 'session', 'grant', JSON.stringify(grant)]);
    const args = { ubus_rpc_session: session, client: 'short-lived-browser' };
    const opened = local('view', {
      ...args,
      operation: 'SystemEvents',
      parameters: {},
      api_version: '1.41',
      engine: '',
    });
    const { stream } = opened.reply;
    let least = left(session) ?? 0;
    await vi.waitFor(
      () => {
        emit('{"Type":"container"}\n');
        const { reply } = local('next', { ...args, cursors: { [stream]: 0 }, wait: 1 });
        const now = left(session);
        if (now !== undefined) expect(now).toBeLessThanOrEqual(least);
        least = now ?? 0;
        expect(reply).toMatchObject({ failure: 'session' });
      },
      { timeout: 20_000 },
    );
    expect(left(session)).toBeUndefined();
  });

  test('refuses calls that make no sense, with the field that is wrong', async () => {
    const admin = await as('admin');
    const refusals: readonly [string, object, string][] = [
      ['next', { client: 'short', cursors: {}, wait: 0 }, 'client must be 8 to 64'],
      ['next', { client: admin.client, cursors: { a: 'x' }, wait: 0 }, 'cursor must be a whole number'],
      ['next', { client: admin.client, cursors: { a: -1 }, wait: 0 }, 'cursor must be a whole number'],
      [
        'next',
        {
          client: admin.client,
          cursors: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i, 0])),
          wait: 0,
        },
        'too many streams',
      ],
    ];
    for (const [method, args, message] of refusals)
      expect(await admin.call(method, args)).toEqual({
        failure: 'refused',
        message: expect.stringContaining(message),
      });
    const row = (method: string, operation: string, parameters: object, engineName = '') =>
      admin.request(method, operation, parameters, engineName);
    expect(await row('view', 'SystemEvents', { filters: '[]' })).toMatchObject({ failure: 'refused' });
    expect(await row('view', 'ContainerStats', { container: 'a/../b' })).toMatchObject({
      failure: 'refused',
    });
    expect(await row('view', 'Statistics', { containers: ['ok', 'a\r\nb'], interval: '1' })).toMatchObject({
      failure: 'refused',
    });
    expect(await row('view', 'SystemInfo', {})).toMatchObject({ failure: 'refused' });
    expect(await row('view', 'Nothing', {})).toMatchObject({ failure: 'refused' });
    expect(await row('view', 'SystemEvents', {}, 'nowhere')).toMatchObject({ failure: 'refused' });
    const open = await Promise.all(Array.from({ length: 17 }, () => row('view', 'SystemEvents', {})));
    expect(open.filter(({ stream }) => stream)).toHaveLength(16);
    expect(open.find(({ failure }) => failure)?.message).toContain('too many streams of this browser');
  });

  test('tells a browser that the keeper was restarted', async () => {
    const admin = await as('admin');
    const stream = await admin.open('view', 'SystemEvents', {});
    const pid = processOf(router, 'dockerman-keeper');
    process.kill(pid ?? 0, 'SIGKILL');
    // ubusd answers no call that a dead process had taken: a browser gives it up when its time is over
    const asked = () => Promise.race([admin.next([stream], 0), once(AbortSignal.timeout(1000), 'abort')]);
    await vi.waitFor(
      async () => {
        const told = { ended: true, failure: 'broken' };
        expect(await asked()).toMatchObject({ streams: { [stream.id]: told } });
      },
      { timeout: 30_000 },
    );
    expect(processOf(router, 'dockerman-keeper')).not.toBe(pid);
    expect((await admin.open('view', 'SystemEvents', {})).id).not.toBe(stream.id);
  });
});
