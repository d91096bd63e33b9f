import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apk } from '../../scripts/package-apk.mjs';
import { packageFiles } from '../../scripts/package-files.mjs';
import { dependencies, metadata } from '../../scripts/package-metadata.mjs';
import { bootUserland, rootfs, type Userland } from '../router/userland';

const released = 1_700_000_000;
const files = packageFiles();
const built = apk(files, released);
if (built.missing) console.warn(`SKIPPED: the .apk: ${built.missing}`);

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dockerman-apk-test-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function finished(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  expect([args, status, stderr]).toEqual([args, 0, '']);
  return stdout;
}

const run = (...args: string[]) => finished('apk', args);

/** A package of ours, in any version, with any more files. */
function lay(version = metadata.apkVersion, more: Record<string, string> = {}): string {
  const added = Object.entries(more).map(([path, text]) => ({ path, mode: 0o644, data: Buffer.from(text) }));
  const { data } = apk([...files, ...added], released, version);
  const path = join(scratch, `${metadata.name}-${version}.apk`);
  writeFileSync(path, data ?? '');
  return path;
}

/** A package without files by the name of one that we depend on. */
function stand(name: string): string {
  const output = join(scratch, `${name}.apk`);
  const empty = join(scratch, 'empty');
  mkdirSync(empty, { recursive: true });
  run(
    'mkpkg',
    '--info',
    `name:${name}`,
    '--info',
    'version:1',
    '--info',
    'arch:noarch',
    '--files',
    empty,
    '--output',
    output,
  );
  return output;
}

describe.skipIf(built.missing)(`the .apk [${built.missing ?? ''}]`, () => {
  test('is the same bytes each time', () => {
    expect(apk(files, released).data?.equals(built.data ?? Buffer.of())).toBe(true);
    expect(built.file).toBe(`${metadata.name}-${metadata.apkVersion}.apk`);
  });

  test.each(['26.123.45678~abcdef0', '2026.12.31-r9'])('is newer than a feed’s %s', (feed) => {
    expect(run('version', '-t', metadata.apkVersion, feed)).toBe('>\n');
  });

  describe.skipIf(!rootfs)('on a router', () => {
    let router: Userland;
    beforeAll(async () => {
      router = await bootUserland({ install: false });
      const standIns = ['libc', ...dependencies].map(stand);
      inside('add', '--initdb', ...standIns);
    });
    afterAll(() => router.stop());

    /** This machine's apk on the router's files; its scripts look themselves up below /proc, so among the router's processes. */
    const inside = (...args: string[]) => {
      const options = ['--root', router.path(''), '--allow-untrusted', '--no-network', '--no-cache'];
      finished('nsenter', ['-t', String(router.pid), '-p', 'apk', ...options, '--arch', 'noarch', ...args]);
    };
    const sh = (script: string) => router.run(['sh', '-c', script]).stdout;
    const objects = () =>
      sh('ubus list')
        .split('\n')
        .filter((name) => name.startsWith('dockerman'));
    const keeper = () =>
      Number(sh('ubus call service list \'{"name":"dockerman"}\'').match(/"pid": (\d+)/)?.[1] ?? 0);
    const until = (read: () => unknown) => expect.poll(read, { timeout: 20_000 });

    test('installs, is upgraded with its configuration kept and its service restarted, and is removed', async () => {
      inside('add', lay('10000.0.0.9-r1', { '/usr/share/dockerman/gone.txt': 'old' }));
      await until(objects).toEqual(['dockerman', 'dockerman.keeper']);
      expect(sh('ls /etc/rc.d')).toMatch(/^S\d\ddockerman$/m);
      const before = keeper();
      sh(`uci set dockerman.local.label='Changed'; uci commit dockerman`);

      inside('add', lay());
      expect(sh('uci get dockerman.local.label')).toBe('Changed\n');
      expect(existsSync(router.path('/usr/share/dockerman/gone.txt'))).toBe(false);
      await until(() => keeper() > 0 && keeper() !== before).toBe(true);
      await until(objects).toEqual(['dockerman', 'dockerman.keeper']);

      inside('del', metadata.name);
      await until(objects).toEqual([]);
      await until(keeper).toBe(0);
      expect(sh('ls /etc/rc.d')).not.toContain('dockerman');
      for (const { path } of files)
        expect([path, existsSync(router.path(path))]).toEqual([path, path === '/etc/config/dockerman']);
      expect(readFileSync(router.path('/etc/config/dockerman'), 'utf8')).toContain('Changed');
    });
  });
});
