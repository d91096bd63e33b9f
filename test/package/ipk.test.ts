import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageFiles } from '../../scripts/package-files.mjs';
import { ipk } from '../../scripts/package-ipk.mjs';
import { sourceDate } from '../../scripts/package.mjs';
import { bytesOf, readIpk } from './ipk-reader';

const released = 1_700_000_000;
const files = packageFiles();
const { file, data: built } = await ipk(files, released);
const { parts, data, control } = await readIpk(built);
const version = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;

/** The fields of the control file. */
const fields = Object.fromEntries(
  bytesOf(control, './control')
    .toString()
    .trim()
    .split('\n')
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
);

/** ucode modules that the files import, leaving out our own and those of LuCI. */
function importedModules(): Set<string> {
  const sources = files
    .map((one) => one.data.toString('latin1'))
    .filter((text, at) => /\.uc$/.test(files[at]?.path ?? '') || /^#!.*ucode/.test(text));
  const names = sources.flatMap((text) =>
    [...text.matchAll(/^import\s[^;]*?from\s+'([^']+)'/gm)].map(([, name]) => name),
  );
  return new Set(names.filter((name) => name !== undefined && !name.startsWith('luci.')) as string[]);
}

test('two packages made of the same files and time are the same bytes', async () => {
  expect((await ipk([...files].reverse(), released)).data.equals(built)).toBe(true);
  expect((await ipk(files, released + 60)).data.equals(built)).toBe(false);
});

test('the time is SOURCE_DATE_EPOCH or else the commit, and nonsense is refused', () => {
  expect(sourceDate({ SOURCE_DATE_EPOCH: '1234' })).toBe(1234);
  expect(sourceDate({})).toBeGreaterThan(1_700_000_000);
  expect(() => sourceDate({ SOURCE_DATE_EPOCH: 'yesterday' })).toThrow('SOURCE_DATE_EPOCH is not in seconds');
  expect(() => sourceDate({}, '/')).toThrow('set SOURCE_DATE_EPOCH');
});

test('it is laid out as ipkg-build does it', () => {
  expect(file).toBe(`luci-app-dockerman_${version}-r1_all.ipk`);
  expect(parts.sort()).toEqual(['./control.tar.gz', './data.tar.gz', './debian-binary']);
  expect([...built.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);
});

test('every entry is root’s, of the same time, and has the mode of its kind', () => {
  for (const [name, entry] of [...data, ...control]) {
    expect([name, entry.owner, entry.time]).toEqual([name, '0:0 root:root', released]);
    const program = /^\.\/(etc\/init\.d|www\/cgi-bin|usr\/s?bin)\/.|^\.\/(post|pre)(inst|rm)/.test(name);
    const expected =
      name.startsWith('./etc/config/') && !name.endsWith('/')
        ? 0o600
        : program || name.endsWith('/')
          ? 0o755
          : 0o644;
    expect([name, entry.mode.toString(8)]).toEqual([name, expected.toString(8)]);
  }
});

test('the folders of every file come before it', () => {
  const names = [...data.keys()];
  for (const name of names.filter((one) => one.lastIndexOf('/', one.length - 2) > 1)) {
    const folder = name.slice(0, name.lastIndexOf('/', name.length - 2) + 1);
    expect(names.indexOf(folder), folder).toBeGreaterThanOrEqual(0);
    expect(names.indexOf(folder)).toBeLessThan(names.indexOf(name));
  }
});

test('the control file names package, version with an epoch, and architecture', () => {
  expect(fields).toMatchObject({
    Package: 'luci-app-dockerman',
    Version: `1:${version}-r1`,
    Architecture: 'all',
    License: 'Apache-2.0',
    SourceDateEpoch: String(released),
  });
  expect(Number(fields['Installed-Size'])).toBeGreaterThan(
    files.reduce((sum, one) => sum + one.data.length, 0),
  );
});

test('it depends on the modules that its code imports and on no engine, compose or terminal', () => {
  const depends = (fields.Depends ?? '').split(', ');
  for (const name of importedModules()) expect(depends).toContain(`ucode-mod-${name}`);
  const modules = depends
    .filter((name) => name.startsWith('ucode-mod-'))
    .map((name) => name.slice('ucode-mod-'.length));
  expect(modules.sort()).toEqual([...importedModules()].sort());
  expect(depends).toEqual(expect.arrayContaining(['luci-base', 'rpcd-mod-ucode']));
  expect(depends.filter((name) => /docker|compose|ttyd|podman/.test(name))).toEqual([]);
});

test('its configuration is the user’s, and every file of it lies in a place of its own', () => {
  expect(bytesOf(control, './conffiles').toString()).toBe('/etc/config/dockerman\n');
  const own = [
    /^\/etc\/(config|init\.d)\/dockerman$/,
    /^\/usr\/sbin\/dockerman(-[a-z]+)?$/,
    /^\/lib\/upgrade\/keep\.d\/luci-app-dockerman$/,
    /^\/usr\/share\/dockerman\//,
    /^\/usr\/share\/rpcd\/ucode\/dockerman\.uc$/,
    /^\/usr\/share\/rpcd\/acl\.d\/luci-app-dockerman\.json$/,
    /^\/usr\/share\/luci\/menu\.d\/luci-app-dockerman\.json$/,
    /^\/usr\/share\/ucode\/luci\/(dockerman\/|controller\/docker(man)?\.uc$)/,
    /^\/usr\/lib\/lua\/luci\/i18n\/luci-app-dockerman\.[a-z-]+\.lmo$/,
    /^\/www\/cgi-bin\/dockerman$/,
    /^\/www\/luci-static\/resources\/(view\/)?dockerman(\/|\.js$)/,
  ];
  for (const { path } of files)
    expect(
      own.some((place) => place.test(path)),
      path,
    ).toBe(true);
});

test('it stays below 400 kB', () => {
  expect(built.length).toBeLessThanOrEqual(400_000);
});
