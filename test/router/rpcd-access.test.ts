import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../lib/engine/operations';
import { routerOperations } from '../../scripts/package-files.mjs';
import { rpcd, rpcdProcess } from './rpcd-call';
import { startStubEngine, type StubEngine } from './stub-engine';
import { bootUserland, rootfs, skipReason, type Userland } from './userland';

const { operations } = JSON.parse(routerOperations()) as { operations: Operation[] };
const methods = { viewer: 'view', operator: 'operate', admin: 'admin' } as const;

function parametersOf(row: Operation): string[] {
  return [
    ...[...row.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''),
    ...Object.keys(row.query ?? {}),
  ];
}

/** The path's parameters of a row with values that fit, so that the engine would be asked. */
function fitting(row: Operation): Record<string, string> {
  return Object.fromEntries([...row.path.matchAll(/\{(\w+)\}/g)].map((found) => [found[1] ?? '', 'abc']));
}

describe.skipIf(!rootfs)(`access through rpcd${rootfs ? '' : ` [skipped: ${skipReason}]`}`, () => {
  let engine: StubEngine;
  let router: Userland;
  beforeAll(async () => {
    engine = await startStubEngine();
    router = await bootUserland({ engineSocket: engine.socket });
  });
  afterEach(() => engine.seen.splice(0));
  afterAll(async () => {
    await router?.stop();
    await engine?.stop();
  });

  const allowed = {
    nobody: [],
    viewer: ['view'],
    operator: ['view', 'operate'],
    admin: ['view', 'operate', 'admin'],
    root: ['view', 'operate', 'admin'],
  };

  test.each(Object.entries(allowed))('a login as %s may call %j', async (name, its) => {
    const session = await router.login(name);
    for (const method of ['view', 'operate', 'admin'] as const) {
      const args = { operation: 'SystemPing', parameters: {}, body: '', api_version: '', engine: '' };
      const [status] = await router.ubus(session, 'dockerman', method, args);
      expect([method, status]).toEqual([method, its.some((one) => one === method) ? 0 : -32002]);
    }
  });

  test('without a session nothing is served', async () => {
    for (const session of ['0'.repeat(32), 'f'.repeat(32), '', '*'])
      expect((await router.ubus(session, 'dockerman', 'view', { operation: 'SystemPing' }))[0]).toBe(-32002);
    expect(engine.seen).toEqual([]);
  });

  test('a session that has ended is told so', async () => {
    const session = await router.login('admin');
    router.run(['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: session })]);
    expect((await router.ubus(session, 'dockerman', 'view', { operation: 'SystemPing' }))[0]).toBe(-32002);
  });

  test('a session that may only read gets nothing but the rows of viewers', async () => {
    const session = await router.login('viewer');
    for (const method of ['operate', 'admin'])
      expect((await router.ubus(session, 'dockerman', method, { operation: 'ContainerList' }))[0]).toBe(
        -32002,
      );
    const call = rpcd(router, session);
    for (const row of operations.filter(({ role }) => role !== 'viewer'))
      expect([row.name, await call('view', row.name, fitting(row))]).toMatchObject([
        row.name,
        { failure: 'forbidden' },
      ]);
    for (const name of ['RouterService'])
      expect(await call('view', name, { service: 'dockerd', action: 'stop' })).toMatchObject({
        failure: 'forbidden',
      });
    expect(engine.seen).toEqual([]);
  });

  test('each method serves the rows of its own role alone', async () => {
    const call = rpcd(router, await router.login('root'));
    for (const row of operations.filter(({ kind }) => kind === 'json')) {
      const each = Object.entries(methods).map(async ([role, method]) => {
        const reply = await call(method, row.name, { ...fitting(row) });
        const served = role === row.role || (row.masked && role === 'operator');
        expect([row.name, method, reply.failure ?? 'served']).toEqual([
          row.name,
          method,
          // the engine's answer is no JSON, so a masked one may not be passed on
          served ? (row.masked && role === 'viewer' ? 'broken' : 'served') : 'forbidden',
        ]);
      });
      await Promise.all(each);
    }
  });

  test('streams, uploads, downloads and hijacks are refused', async () => {
    const call = rpcd(router, await router.login('root'));
    const others = operations.filter(({ kind }) => kind !== 'json');
    expect(others.length).toBeGreaterThan(10);
    for (const row of others)
      expect(await call(methods[row.role], row.name, fitting(row))).toMatchObject({ failure: 'refused' });
    expect(engine.seen).toEqual([]);
  });

  test('no hostile value of any parameter of any row reaches the engine', async () => {
    const call = rpcd(router, await router.login('root'));
    const before = rpcdProcess(router);
    const rows = operations.filter(({ kind }) => kind === 'json');
    const anywhere = [
      'a\r\nX: y\r\n\r\nPOST /containers/create HTTP/1.1',
      'a\nb',
      '\x7f',
      'a'.repeat(60_000),
    ];
    const inPath = ['../../x', '..', '%0d%0a', 'a%2fb', '%2e%2e', 'a?b=c', 'a#b', 'a b'];
    const refused = async (row: Operation, name: string, value: string) => {
      const parameters = { ...fitting(row), [name]: row.query?.[name] === 'strings' ? [value] : value };
      const reply = await call(methods[row.role], row.name, parameters);
      expect([row.name, name, value, reply.failure]).toEqual([row.name, name, value, 'refused']);
      expect(reply.message?.startsWith(`${name} `)).toBe(true);
    };
    for (const row of rows) {
      const all = parametersOf(row).flatMap((name) => anywhere.map((value) => refused(row, name, value)));
      const path = Object.keys(fitting(row)).flatMap((name) =>
        inPath.map((value) => refused(row, name, value)),
      );
      await Promise.all([...all, ...path]);
    }
    expect(engine.seen).toEqual([]);
    expect(rpcdProcess(router)).toBe(before);
  });

  test('a NUL cuts a value off before it is checked, and what is left is checked', async () => {
    const call = rpcd(router, await router.login('root'));
    await call('view', 'ContainerInspect', { container: 'abc\0\r\nX: y' });
    expect(engine.seen).toEqual(['GET /v1.41/containers/abc/json']);
    expect(await call('view', 'ContainerInspect', { container: '\0abc' })).toMatchObject({
      failure: 'refused',
    });
  });

  test('a request of 1 MB is turned away by the web server', async () => {
    const session = await router.login('root');
    const parameters = { container: 'a'.repeat(1 << 20) };
    const sent = router.ubus(session, 'dockerman', 'view', { operation: 'ContainerInspect', parameters });
    expect(await sent.catch(() => 'turned away')).not.toMatchObject([0]);
    expect(engine.seen).toEqual([]);
    expect(await rpcd(router, session)('view', 'SystemPing', {}, { api_version: '' })).toMatchObject({
      status: 200,
    });
  });

  test.each([
    ['an unknown argument', { nonsense: 1 }],
    ['parameters that are text', { parameters: 'x' }],
    ['an operation that is a number', { operation: 1 }],
    ['a body that is an object', { body: {} }],
  ])('%s is an invalid argument', async (_, wrong) => {
    const session = await router.login('root');
    const args = { operation: 'SystemPing', parameters: {}, body: '', api_version: '', engine: '', ...wrong };
    expect((await router.ubus(session, 'dockerman', 'view', args))[0]).toBe(2);
  });
});
