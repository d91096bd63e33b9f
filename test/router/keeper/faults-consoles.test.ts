import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDockerd, whyNot, type Dockerd } from '../../engine/dockerd';
import { runContainer } from '../engine-containers';
import { rootfs, skipReason, type Userland } from '../userland';
import { bootWithKeeper, processOf } from './browser';
import { ConsoleBrowser } from './console-browser';
import { faultFile, faultyModules } from './faults';

const modules = [
  'asking',
  'connecting',
  'console',
  'ending',
  'frames',
  'left',
  'list',
  'operations',
  'program',
  'ring',
];

const program = readFileSync(
  fileURLToPath(new URL('../../../root/usr/sbin/dockerman-keeper', import.meta.url)),
  'utf8',
);

const missing = rootfs ? whyNot('20.10') : skipReason;

describe.skipIf(missing !== undefined)(`consoles when something in the keeper fails [${missing}]`, () => {
  const { names, files } = faultyModules(modules.map((name) => `consoles/${name}.uc`));
  let dockerd: Dockerd;
  let router: Userland;
  let container: string;

  beforeAll(async () => {
    dockerd = await startDockerd('20.10');
    container = await runContainer(dockerd.socket, 'faulty', 'sleep 1000');
    router = await bootWithKeeper({
      engineSocket: dockerd.socket,
      files: {
        ...files,
        // without the net below all callbacks, which ucode has since 2025-07 only
        '/usr/sbin/dockerman-keeper': program.replaceAll(/^.*guard\?\..*\n/gm, ''),
      },
    });
  });
  afterAll(async () => {
    await router?.stop();
    await dockerd?.stop();
  });

  /** What a browser does with a console, as far as it gets; calls that are never answered are not waited for. */
  async function use(one: ConsoleBrowser): Promise<void> {
    const soon = <T>(work: Promise<T>): Promise<T | undefined> =>
      Promise.race([
        work.catch(() => undefined),
        new Promise<undefined>((resolve) => setTimeout(resolve, 1500, undefined)),
      ]);
    const console = await soon(one.openConsole({ container, columns: '80', rows: '24' }));
    if (console) {
      await soon(console.type('echo hello\r'));
      await soon(console.until('hello'));
      await soon(console.resize(90, 30));
    }
    await soon(one.list());
    await soon(one.closeAll());
  }

  test('has faults to try', () => {
    expect(names.length).toBeGreaterThan(20);
  });

  test.each(names)('the keeper survives an exception in %s, and a console works again', async (name) => {
    const before = processOf(router, 'dockerman-keeper');
    writeFileSync(router.path(faultFile(name)), '');
    const one = new ConsoleBrowser(router, await router.login('admin'));
    await use(one);
    rmSync(router.path(faultFile(name)));
    const console = await one.openConsole({ container, columns: '80', rows: '24' });
    await console.until('# ');
    await console.close();
    await one.closeAll();
    expect(processOf(router, 'dockerman-keeper')).toBe(before);
    router.run(['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: one.session })]);
  });
});
