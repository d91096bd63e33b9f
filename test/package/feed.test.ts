import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { feedTarball } from '../../scripts/package-feed.mjs';
import { packageFiles } from '../../scripts/package-files.mjs';
import { afterInstall, afterRemove, dependencies, metadata } from '../../scripts/package-metadata.mjs';
import { entriesOf } from './ipk-reader';

const released = 1_700_000_000;
const files = packageFiles();
const { file, data } = await feedTarball(files, released);
const entries = await entriesOf(data);

const scratch = mkdtempSync(join(tmpdir(), 'dockerman-feed-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), content);
}

/** A top folder of OpenWrt's with a luci.mk that only prints what the Makefile sets. */
put('top/rules.mk', '');
put(
  'top/feeds/luci/luci.mk',
  [
    ...['PKG_VERSION', 'LUCI_NAME', 'LUCI_DEPENDS', 'LUCI_MINIFY_JS', 'Package/luci-app-dockerman/postinst'],
    'Package/luci-app-dockerman/postrm',
  ]
    .map((name) => `$(info == ${name})\n$(info $(${name}))`)
    .concat('all:\n')
    .join('\n'),
);

function make(folder: string, ...variables: string[]) {
  return spawnSync('make', ['-s', '-C', folder, `TOPDIR=${scratch}/top`, ...variables], { encoding: 'utf8' });
}

const hasMake = spawnSync('make', ['--version']).status === 0;
if (!hasMake) console.warn('SKIPPED: tests of the Makefile: make is not installed');

test('the tarball is the same bytes each time and is one folder', async () => {
  expect((await feedTarball(files, released)).data.equals(data)).toBe(true);
  expect(file).toBe(`luci-app-dockerman-${metadata.version}.tar.gz`);
  for (const name of entries.keys()) expect(name.startsWith('luci-app-dockerman/')).toBe(true);
});

test('it has every file of the package where luci.mk takes it from, and no src', () => {
  const places: Record<string, string> = { htdocs: '/www', ucode: '/usr/share/ucode/luci', root: '' };
  const installed = [...entries].flatMap(([name, entry]) => {
    const [, folder = '', ...path] = name.split('/');
    const place = places[folder];
    return place === undefined || name.endsWith('/') ? [] : [{ path: [place, ...path].join('/'), entry }];
  });
  const expected = files.filter(({ path }) => !path.endsWith('.lmo'));
  expect(installed.map(({ path }) => path).sort()).toEqual(expected.map(({ path }) => path).sort());
  for (const { path, mode } of expected)
    expect(installed.find((one) => one.path === path)?.entry.mode, path).toBe(mode);
  expect([...entries.keys()].filter((name) => name.startsWith('luci-app-dockerman/src'))).toEqual([]);
});

test('it has the translations, from which luci.mk makes packages', () => {
  expect(entries.has('luci-app-dockerman/po/de/dockerman.po')).toBe(true);
  expect(entries.has('luci-app-dockerman/po/templates/dockerman.pot')).toBe(true);
});

describe.skipIf(!hasMake)('the Makefile', () => {
  test('fails with a sentence in a bare checkout, but not while feeds are scanned', () => {
    put('bare/Makefile', readFileSync('Makefile'));
    const { status, stderr } = spawnSync('make', ['-C', join(scratch, 'bare')], { encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toContain(
      'built from its release tarball, not from the bare checkout: run "npm run package"',
    );
    expect(make(join(scratch, 'bare'), 'DUMP=1').status).toBe(0);
  });

  test('says the same as the packages: version, dependencies, scripts', () => {
    for (const [name, entry] of entries) if (!name.endsWith('/')) put(name, entry.data);
    const { status, stdout, stderr } = make(join(scratch, 'luci-app-dockerman'));
    expect([status, stderr]).toEqual([0, '']);
    const said = Object.fromEntries(
      stdout
        .split(/^== /m)
        .slice(1)
        .map((part) => {
          const end = part.indexOf('\n');
          return [part.slice(0, end), part.slice(end).trim()];
        }),
    );
    expect(said).toEqual({
      PKG_VERSION: metadata.feedVersion,
      LUCI_NAME: metadata.name,
      LUCI_DEPENDS: dependencies.map((name) => `+${name}`).join(' '),
      LUCI_MINIFY_JS: '0',
      'Package/luci-app-dockerman/postinst': afterInstall.trim(),
      'Package/luci-app-dockerman/postrm': afterRemove.trim(),
    });
  });
});
