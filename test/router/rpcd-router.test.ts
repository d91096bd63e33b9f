import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { metadata } from '../../scripts/package-metadata.mjs';
import { rpcd, rpcdProcess } from './rpcd-call';
import { bootUserland, rootfs, skipReason, type Userland } from './userland';

/** Stands for dockerd's init script: notes its argument, and waits or fails as /tmp/behaviour tells it to. */
const script = `#!/bin/sh
echo "$1" >>/tmp/actions
case $(cat /tmp/behaviour 2>/dev/null) in
  fail) exit 3;;
  hang) while [ -e /tmp/behaviour ]; do sleep 0.05; done;;
esac
exit 0
`;

interface Status {
  engines: { name: string; address: string; kind?: string; failure?: string }[];
  dockerd: {
    installed: boolean;
    service: boolean;
    running: boolean;
    hosts: string[];
    lan: string | null;
    tls: object;
    enabled: boolean;
    memory: number | null;
  };
  dockerman: { enabled: boolean; running: boolean; memory: number | null };
  keeper: boolean;
  roles: string[];
  versions: object;
}

describe.skipIf(!rootfs)(`the router's own operations${rootfs ? '' : ` [skipped: ${skipReason}]`}`, () => {
  let router: Userland;
  let call: ReturnType<typeof rpcd>;
  beforeAll(async () => {
    const dockerd = [
      "config globals 'globals'",
      "\tlist hosts 'unix:///var/run/docker.sock'",
      "\tlist hosts 'tcp://0.0.0.0:2376'",
      "\toption _luci_lan 'lan'",
      "\toption tlsverify '1'",
      '',
    ].join('\n');
    router = await bootUserland({
      files: {
        '/etc/init.d/dockerd': script,
        '/usr/bin/dockerd': '#!/bin/sh\n',
        '/etc/config/dockerd': dockerd,
      },
      uci: [
        'set rpcd.@rpcd[0].timeout=7',
        'set dockerman.other=engine',
        "set dockerman.other.address='ftp://x'",
      ],
    });
    call = rpcd(router, await router.login());
  });
  afterAll(() => router?.stop());

  const status = async (session: string) => {
    const reply = await rpcd(router, session)('view', 'RouterStatus');
    expect(reply).toMatchObject({ status: 200, type: 'application/json' });
    return JSON.parse(reply.body ?? '') as Status;
  };
  const keeperProcess = () =>
    router.run(['ubus', 'call', 'service', 'list', '{"name":"dockerman"}']).stdout.match(/"pid": (\d+)/)?.[1];
  const behave = (how: string) => writeFileSync(router.path('/tmp/behaviour'), how);
  const service = (parameters: object) => call('admin', 'RouterService', parameters);

  test('RouterStatus tells engines, dockerd, its configuration and versions', async () => {
    expect(await status(await router.login())).toMatchObject({
      engines: [
        { name: 'local', address: 'unix:///var/run/docker.sock', kind: 'unix' },
        { name: 'other', address: 'ftp://x', failure: 'refused' },
      ],
      dockerd: {
        installed: true,
        service: true,
        running: false,
        hosts: ['unix:///var/run/docker.sock', 'tcp://0.0.0.0:2376'],
        lan: 'lan',
        tls: { tlsverify: '1' },
      },
      versions: { package: metadata.version, openwrt: expect.any(String) as string },
    });
  });

  test('RouterStatus tells the roles of the session that asks', async () => {
    const roles = async (name: string) => (await status(await router.login(name))).roles.sort();
    expect(await roles('viewer')).toEqual(['viewer']);
    expect(await roles('operator')).toEqual(['operator', 'viewer']);
    expect(await roles('admin')).toEqual(['admin', 'operator', 'viewer']);
  });

  test('RouterStatus tells that the keeper answers', async () => {
    const session = await router.login();
    await expect.poll(async () => (await status(session)).keeper, { timeout: 10_000 }).toBe(true);
  });

  test('RouterService runs the init script with the action, and nothing else', async () => {
    behave('');
    const actions = ['start', 'stop', 'restart', 'enable', 'disable'];
    for (const action of actions)
      expect(await service({ service: 'dockerd', action })).toMatchObject({ status: 200, body: '{ }' });
    for (const wrong of ['boot', 'start; touch /tmp/hacked', '$(reboot)', '', 'start\n'])
      expect(await service({ service: 'dockerd', action: wrong })).toMatchObject({ failure: 'refused' });
    expect(await service({ service: '../../bin/busybox', action: 'start' })).toMatchObject({
      failure: 'refused',
    });
    expect(router.run(['cat', '/tmp/actions']).stdout).toBe(`${actions.join('\n')}\n`);
  });

  test('RouterStatus tells what the keeper has in use, and RouterService starts it anew', async () => {
    const session = await router.login();
    const before = () => status(session);
    await expect.poll(async () => (await before()).keeper, { timeout: 10_000 }).toBe(true);
    const { dockerman } = await before();
    expect(dockerman).toMatchObject({ running: true });
    expect(dockerman.memory).toBeGreaterThan(500_000);
    const old = keeperProcess();
    expect(await service({ service: 'dockerman', action: 'restart' })).toMatchObject({ status: 200 });
    await expect.poll(keeperProcess, { timeout: 10_000 }).not.toBe(old);
    await expect.poll(async () => (await before()).keeper, { timeout: 10_000 }).toBe(true);
    expect(await service({ service: 'dockerman', action: 'stop' })).toMatchObject({
      failure: 'refused',
      message: 'action must be one of restart, enable.',
    });
  });

  test('RouterService is for the method admin alone', async () => {
    for (const method of ['view', 'operate'] as const)
      expect(await call(method, 'RouterService', { service: 'dockerd', action: 'stop' })).toMatchObject({
        failure: 'forbidden',
      });
    expect(await call('operate', 'RouterStatus')).toMatchObject({ failure: 'forbidden' });
  });

  test('RouterService says that the script failed', async () => {
    behave('fail');
    expect(await service({ service: 'dockerd', action: 'start' })).toMatchObject({
      failure: 'broken',
      message: expect.stringContaining('exit status 3') as string,
    });
  });

  test('a script that hangs holds nobody up, is pending, and is not run twice', async () => {
    const before = rpcdProcess(router);
    behave('hang');
    const hung = service({ service: 'dockerd', action: 'stop' });
    expect(await service({ service: 'dockerd', action: 'start' })).toMatchObject({
      failure: 'refused',
      message: 'dockerd is already being started or stopped.',
    });
    expect((await call('view', 'RouterStatus')).status).toBe(200);
    expect(await hung).toMatchObject({ failure: 'pending' });
    router.run(['rm', '/tmp/behaviour']);
    await expect
      .poll(async () => (await service({ service: 'dockerd', action: 'start' })).status, { timeout: 5000 })
      .toBe(200);
    expect(rpcdProcess(router)).toBe(before);
  });
});

/** Stands for a keeper that hangs: its object is there and never replies. */
const silentKeeper = `#!/usr/bin/ucode
import * as ubus from 'ubus';
import * as uloop from 'uloop';
uloop.init();
let connection = ubus.connect();
let args = { client: '', cursors: {}, wait: 0, ubus_rpc_session: '' };
let held = [];
let next = (request) => { push(held, request); return request.defer(); };
let object = connection.publish('dockerman.keeper', { next: { call: next, args } });
uloop.run();
`;

describe.skipIf(!rootfs)(`a router whose keeper hangs${rootfs ? '' : ` [skipped: ${skipReason}]`}`, () => {
  test('tells its status all the same, and everything else meanwhile', async () => {
    const router = await bootUserland({ files: { '/usr/sbin/dockerman-keeper': silentKeeper } });
    try {
      await expect
        .poll(() => router.run(['ubus', 'list', 'dockerman.keeper']).status, { timeout: 10_000 })
        .toBe(0);
      const call = rpcd(router, await router.login());
      const waiting = call('view', 'RouterStatus');
      expect(await call('view', 'nonsense')).toMatchObject({ failure: 'refused' });
      expect(JSON.parse((await waiting).body ?? '')).toMatchObject({
        keeper: false,
        roles: expect.any(Array) as [],
      });
    } finally {
      await router.stop();
    }
  });
});

describe.skipIf(!rootfs)(`a router without dockerd${rootfs ? '' : ` [skipped: ${skipReason}]`}`, () => {
  test('says so, and what is missing', async () => {
    const router = await bootUserland();
    try {
      const call = rpcd(router, await router.login());
      const { dockerd } = JSON.parse((await call('view', 'RouterStatus')).body ?? '') as Status;
      expect(dockerd).toMatchObject({ installed: false, service: false, running: false, hosts: [] });
      expect(await call('admin', 'RouterService', { service: 'dockerd', action: 'start' })).toMatchObject({
        failure: 'refused',
        message: 'dockerd is not installed on this router.',
      });
      expect(await call('view', 'ContainerList')).toMatchObject({ failure: 'engine-down' });
    } finally {
      await router.stop();
    }
  });
});
