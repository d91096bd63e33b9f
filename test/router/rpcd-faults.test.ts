import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultFile, faultyModules } from './faults';
import { rpcd, rpcdProcess } from './rpcd-call';
import { startStubEngine, type StubEngine } from './stub-engine';
import { bootUserland, rootfs, skipReason, type Userland } from './userland';

describe.skipIf(!rootfs).each([
  ['with', true],
  ['without', false],
])(`exceptions inside rpcd %s uloop.guard${rootfs ? '' : ` [skipped: ${skipReason}]`}`, (_name, guard) => {
  const { files, faults } = faultyModules(guard);
  let engine: StubEngine;
  let tcp: Server;
  let router: Userland;
  let call: ReturnType<typeof rpcd>;
  let before: number | undefined;
  let hold: (() => void)[] | null = null;
  beforeAll(async () => {
    engine = await startStubEngine();
    engine.answer((_request, response) => {
      const answer = () =>
        response.setHeader('Content-Type', 'application/json').end('{"Config":{"Env":["A=b"]}}');
      if (hold) hold.push(answer);
      else answer();
    });
    tcp = createServer((_request, response) => response.end('OK')).listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    router = await bootUserland({
      engineSocket: engine.socket,
      files: { ...files, '/etc/init.d/dockerd': '#!/bin/sh\nexit 0\n' },
      uci: [
        // the engine has 1 s, and rpcd gives up after 3 s
        'set rpcd.@rpcd[0].timeout=3',
        'set dockerman.named=engine',
        `set dockerman.named.address='tcp://localhost:${(tcp.address() as AddressInfo).port}'`,
      ],
    });
    call = rpcd(router, await router.login());
    before = rpcdProcess(router);
  });
  afterAll(async () => {
    await router?.stop();
    await engine?.stop();
    tcp?.close();
  });

  /** One call of each sort, side by side; a call that ends with an ubus status gives that. */
  const everything = () =>
    Promise.all(
      [
        call('operate', 'ContainerList', { all: 'true' }),
        call('view', 'ContainerInspect', { container: 'a' }),
        call('operate', 'SystemInfo', {}, { engine: 'named' }),
        call('operate', 'SystemInfo', {}, { engine: 'none' }),
        call('view', 'RouterStatus'),
        call('admin', 'RouterService', { service: 'dockerd', action: 'restart' }),
      ].map((reply) => reply.catch((error: unknown) => String(error))),
    );

  test('there is a fault for every module', () => {
    expect(faults.length).toBeGreaterThan(40);
    for (const name of [
      'calls',
      'exchange',
      'http',
      'engine',
      'mask',
      'operations',
      'reply',
      'request',
      'pace',
      'status',
      'service',
    ])
      expect(faults.some((fault) => fault.startsWith(`${name}.`))).toBe(true);
  });

  test('without a fault everything is answered', async () => {
    const replies = await everything();
    expect(replies).toMatchObject([
      { status: 200 },
      { status: 200 },
      { status: 200 },
      { failure: 'refused' },
      { status: 200 },
      { status: 200 },
    ]);
  });

  test.each(faults)('an exception in %s ends neither rpcd nor its sessions', async (fault) => {
    writeFileSync(router.path(faultFile), fault);
    await everything();
    rmSync(router.path(faultFile));
    expect(rpcdProcess(router)).toBe(before);
    expect(await call('operate', 'ContainerList')).toMatchObject({ status: 200 });
    expect(await call('operate', 'SystemInfo', {}, { engine: 'named' })).toMatchObject({ status: 200 });
    expect(await call('view', 'RouterStatus')).toMatchObject({ status: 200 });
  });

  test('and no call stays behind', async () => {
    hold = [];
    const calls = Array.from({ length: 48 }, () => call('operate', 'ContainerList'));
    await expect.poll(() => hold?.length).toBe(48);
    for (const answer of hold) answer();
    hold = null;
    for (const one of calls) expect(await one).toMatchObject({ status: 200 });
  });
});

describe.skipIf(!rootfs)(`a damaged package in rpcd${rootfs ? '' : ` [skipped: ${skipReason}]`}`, () => {
  test.each([
    ['a module with a syntax error', '/usr/share/ucode/luci/dockerman/calls.uc', 'export function ('],
    ['a module that throws', '/usr/share/ucode/luci/dockerman/roles.uc', "die('thrown');"],
    ['a table that is no JSON', '/usr/share/dockerman/operations.json', 'nonsense'],
  ])('%s is told, and rpcd serves everybody else', async (_, path, text) => {
    const router = await bootUserland({ files: { [path]: text } });
    try {
      const session = await router.login('root');
      const reply = await rpcd(router, session)('view', 'SystemPing', {}, { api_version: '' });
      expect(reply).toMatchObject({
        failure: 'broken',
        message: expect.stringMatching(/could not be loaded|damaged/) as string,
      });
      expect((await router.ubus(session, 'system', 'board'))[0]).toBe(0);
    } finally {
      await router.stop();
    }
  });
});
