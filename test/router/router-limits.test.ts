import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rpcd, rpcdProcess } from './rpcd-call';
import { bootUserland, rootfs, titled, type Userland } from './userland';

interface Limit {
  name: string;
  found: string | null;
  value: number | null;
  before: string | null;
}

/** A process of a service with its command line, as procd knows it. */
function instance(router: Userland, service: string): { pid: number; command: string[] } {
  const { stdout } = router.run(['ubus', 'call', 'service', 'list', JSON.stringify({ name: service })]);
  const list = JSON.parse(stdout) as Record<string, { instances: Record<string, unknown> }>;
  return Object.values(list[service]?.instances ?? {})[0] as { pid: number; command: string[] };
}

describe.skipIf(!rootfs)(titled('limits of the router'), () => {
  let router: Userland;
  let session: string;
  const call = (...request: Parameters<ReturnType<typeof rpcd>>) => rpcd(router, session)(...request);
  const uci = (option: string) => router.run(['uci', '-q', 'get', option]).stdout.trim();
  const set = (name: string, value: string) => call('admin', 'RouterLimitsSet', { name, value });
  /** uhttpd ends while it is started anew: what is asked then is asked again. */
  const limit = async (name: string): Promise<Limit> => {
    const { body = '' } = await call('view', 'RouterLimits');
    const found = (JSON.parse(body) as { limits: Limit[] }).limits.find((one) => one.name === name);
    if (!found) throw new Error(`there is no limit ${name}`);
    return found;
  };
  const runsWith = (service: string, flag: string, value: string) =>
    expect
      .poll(
        () => {
          const { command } = instance(router, service);
          return command[command.indexOf(flag) + 1];
        },
        { timeout: 15_000 },
      )
      .toBe(value);
  const answers = () =>
    expect
      .poll(
        () =>
          limit('uhttpd.script_timeout').then(
            () => true,
            () => false,
          ),
        { timeout: 15_000 },
      )
      .toBe(true);

  beforeAll(async () => {
    router = await bootUserland({ uci: ['delete uhttpd.main.http_keepalive'] });
    session = await router.login('admin');
  });
  afterAll(() => router?.stop());

  test('a viewer reads them as they are configured, with defaults where nothing is', async () => {
    const viewer = rpcd(router, await router.login('viewer'));
    const { body = '' } = await viewer('view', 'RouterLimits');
    const { limits } = JSON.parse(body) as { limits: Limit[] };
    expect(Object.fromEntries(limits.map((one) => [one.name, [one.found, one.value, one.before]]))).toEqual({
      'uhttpd.script_timeout': ['60', 60, null],
      'uhttpd.network_timeout': ['30', 30, null],
      'uhttpd.max_requests': ['3', 3, null],
      'uhttpd.max_connections': ['100', 100, null],
      'uhttpd.http_keepalive': [null, 20, null],
      'rpcd.timeout': ['30', 30, null],
      'dockerman.console_idle': ['3600', 3600, null],
    });
  });

  test('who is no admin changes none, and reads no log', async () => {
    for (const login of ['viewer', 'operator']) {
      const theirs = rpcd(router, await router.login(login));
      for (const [operation, parameters] of [
        ['RouterLimitsSet', { name: 'uhttpd.max_requests', value: '9' }],
        ['RouterLog', { service: 'dockerd' }],
        ['RouterService', { service: 'dockerman', action: 'restart' }],
      ] as const) {
        expect(await theirs('view', operation, parameters)).toEqual({
          failure: 'forbidden',
          message: `${operation} needs the role admin.`,
        });
        // rpcd's own refusal: the session's access groups grant no such method
        await expect(theirs('admin', operation, parameters)).rejects.toThrow('ubus status');
      }
    }
    expect(uci('uhttpd.main.max_requests')).toBe('3');
  });

  test('what is out of range or no limit is refused, and nothing is written', async () => {
    for (const [name, value] of [
      ['uhttpd.max_requests', '0'],
      ['uhttpd.max_requests', '9\nx'],
      ['rpcd.timeout', '601'],
      ['network.lan', '1'],
      ['uhttpd.listen_http', '80'],
      ['uhttpd.script_timeout', 'before'],
    ] as const)
      expect(await set(name, value)).toMatchObject({ failure: 'refused' });
    expect(router.run(['uci', 'show', 'dockerman']).stdout).not.toContain('limits');
  });

  test('one is set, uhttpd runs with it, and it is put back; sessions stay', async () => {
    const { pid } = instance(router, 'uhttpd');
    const reply = await set('uhttpd.script_timeout', '600');
    expect(JSON.parse(reply.body ?? '')).toEqual({
      file: '/etc/config/uhttpd',
      section: 'main',
      option: 'script_timeout',
      value: '600',
      changed: true,
      applied: 'reload',
    });
    expect(uci('uhttpd.main.script_timeout')).toBe('600');
    await runsWith('uhttpd', '-t', '600');
    await answers();
    expect(instance(router, 'uhttpd').pid).not.toBe(pid);
    expect(await limit('uhttpd.script_timeout')).toMatchObject({ found: '600', before: '60' });

    // a second change keeps what was there at first
    await set('uhttpd.script_timeout', '900');
    await runsWith('uhttpd', '-t', '900');
    await answers();
    expect(await limit('uhttpd.script_timeout')).toMatchObject({ found: '900', before: '60' });

    expect((await set('uhttpd.script_timeout', 'before')).status).toBe(200);
    await runsWith('uhttpd', '-t', '60');
    await answers();
    expect(await limit('uhttpd.script_timeout')).toMatchObject({ found: '60', before: null });
  });

  test('an option that was not there goes when it is put back', async () => {
    await set('uhttpd.http_keepalive', '5');
    expect(uci('uhttpd.main.http_keepalive')).toBe('5');
    await runsWith('uhttpd', '-k', '5');
    await answers();
    expect(await limit('uhttpd.http_keepalive')).toMatchObject({ before: 'unset' });
    await set('uhttpd.http_keepalive', 'before');
    expect(router.run(['uci', '-q', 'get', 'uhttpd.main.http_keepalive']).status).not.toBe(0);
    await expect
      .poll(() => instance(router, 'uhttpd').command.includes('-k'), { timeout: 15_000 })
      .toBe(false);
    await answers();
  });

  test('the time of idle consoles is changed without starting anything anew', async () => {
    const { pid } = instance(router, 'uhttpd');
    const reply = await set('dockerman.console_idle', '0');
    expect(JSON.parse(reply.body ?? '')).toMatchObject({ value: '0', applied: 'now' });
    expect(uci('dockerman.settings.console_idle')).toBe('0');
    await set('dockerman.console_idle', 'before');
    expect(uci('dockerman.settings.console_idle')).toBe('3600');
    expect(instance(router, 'uhttpd').pid).toBe(pid);
  });

  test('changes of others that wait to be applied are not taken along', async () => {
    router.run(['uci', 'set', 'uhttpd.main.realm=Elsewhere']);
    expect(await set('uhttpd.max_requests', '6')).toMatchObject({
      failure: 'refused',
      message: expect.stringContaining('wait to be applied') as string,
    });
    router.run(['uci', 'revert', 'uhttpd']);
    expect(uci('uhttpd.main.max_requests')).toBe('3');
    expect(await limit('uhttpd.max_requests')).toMatchObject({ before: null });
  });

  test('the log is read by its service, and there is a sentence where none runs', async () => {
    router.run(['logger', '-t', 'dockerd[77]', 'level=info msg="API listen"']);
    router.run(['logger', '-t', 'dropbear', 'dockerd[77]: not its own']);
    const read = async (service: string) => {
      const { body = '' } = await call('admin', 'RouterLog', { service, lines: '50' });
      return (JSON.parse(body) as { lines: { text: string; time: number; program: string }[] }).lines;
    };
    await expect.poll(async () => (await read('dockerd')).length, { timeout: 10_000 }).toBe(1);
    const [line] = await read('dockerd');
    expect(line).toMatchObject({ program: 'dockerd', text: 'level=info msg="API listen"' });
    expect(Math.abs((line?.time ?? 0) - Date.now())).toBeLessThan(600_000);
    expect(await call('admin', 'RouterLog', { service: 'dropbear' })).toMatchObject({ failure: 'refused' });

    router.run(['/etc/init.d/log', 'stop']);
    await expect.poll(() => router.run(['ubus', 'list', 'log']).status, { timeout: 10_000 }).not.toBe(0);
    expect(await call('admin', 'RouterLog', { service: 'dockerd' })).toEqual({
      failure: 'refused',
      message: 'No system log runs on this router (logd): there is nothing to read.',
    });
  });

  test("rpcd's timeout starts rpcd anew, which logs everybody out", async () => {
    const before = rpcdProcess(router);
    const reply = await set('rpcd.timeout', '60');
    expect(JSON.parse(reply.body ?? '')).toMatchObject({ value: '60', applied: 'restart' });
    await runsWith('rpcd', '-t', '60');
    await expect.poll(() => rpcdProcess(router), { timeout: 15_000 }).not.toBe(before);
    await expect
      .poll(
        () =>
          router.login('admin').then(
            (id) => (session = id),
            () => '',
          ),
        { timeout: 15_000 },
      )
      .not.toBe('');
    await expect
      .poll(() => limit('rpcd.timeout').catch(() => null), { timeout: 15_000 })
      .toMatchObject({ found: '60', before: '30' });
  });
});
