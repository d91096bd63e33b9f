import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootfs, skipReason, type Userland } from '../userland';
import { bootWithKeeper, Browser, processOf } from './browser';
import { FakeEngine } from './fake-engine';

const rounds = 12;

// https://github.com/jow-/ucode/blob/master/lib/ubus.c, uc_ubus_handle_reply_common: requests share their arguments
describe.skipIf(!rootfs)(`calls of several sessions at the same moment [${skipReason}]`, () => {
  const engine = new FakeEngine();
  let router: Userland;
  const pulled: string[] = [];

  beforeAll(async () => {
    await engine.start();
    engine.answers.set('/images/create', (response) => {
      pulled.push(new URL(response.req.url ?? '', 'http://engine').searchParams.get('fromImage') ?? '');
      response.writeHead(200).end('{"status":"done"}\n');
    });
    engine.answers.set('/events', (response) => {
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

  /** Both calls reach the keeper while rpcd, which tells of the sessions, holds still. */
  async function together(first: Browser, second: Browser): Promise<void> {
    const call = ({ session, client }: Browser, method: string, fromImage: string) => {
      const parameters = { fromImage };
      const args = { ubus_rpc_session: session, client, operation: 'ImageCreate', parameters };
      return `ubus call dockerman.keeper ${method} '${JSON.stringify({ ...args, api_version: '1.41' })}'`;
    };
    const rpcd = processOf(router, 'rpcd') ?? 0;
    process.kill(rpcd, 'SIGSTOP');
    const calls = `${call(first, 'admin', 'wanted')} & ${call(second, 'view', 'unwanted')} & wait`;
    const both = router.start(['sh', '-c', calls]);
    const waiting = () =>
      router.run(['pgrep', '-f', '^ubus call dockerman.keeper']).stdout.trim().split('\n').length;
    await expect.poll(waiting).toBe(2);
    process.kill(rpcd, 'SIGCONT');
    await once(both, 'exit');
  }

  test('a viewer gets nothing done with the role of an admin who calls just before', async () => {
    for (let round = 0; round < rounds; round++) {
      // sessions that the keeper has to look up first
      const admin = new Browser(router, await router.login('admin'));
      await together(admin, new Browser(router, await router.login('viewer')));
    }
    expect(new Set(pulled)).toEqual(new Set(['wanted']));
  });

  test('each gets its own stream', async () => {
    for (let round = 0; round < rounds; round++) {
      const browsers = await Promise.all(
        ['viewer', 'operator', 'root'].map(async (name) => new Browser(router, await router.login(name))),
      );
      const streams = await Promise.all(browsers.map((one) => one.open('view', 'SystemEvents', {})));
      const answers = await Promise.all(
        browsers.map((one, at) => one.next([streams[at] ?? { id: '', cursor: 0 }], 0)),
      );
      expect(answers).toEqual(browsers.map(() => ({ streams: {} })));
      await Promise.all(
        browsers.map(async (one, at) =>
          expect(await one.close(streams[at] ?? { id: '', cursor: 0 })).toEqual({ closed: true }),
        ),
      );
    }
  });
});
