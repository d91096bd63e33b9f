import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { lmoOfPo, withoutFuzzy } from './package-lmo.mjs';
import { checkout } from './node-packages.mjs';
import { metadata } from './package-metadata.mjs';

/** Folders of the tree and where luci.mk's conventions put them on the router. */
const places = [
  ['root', '/'],
  ['htdocs', '/www'],
  ['ucode', '/usr/share/ucode/luci'],
  ['rpcd', '/usr/share/rpcd/ucode'],
];

/** Files that are programs; everything else is 0644. */
const programs = [
  /^\/etc\/init\.d\//,
  /^\/etc\/uci-defaults\//,
  /^\/usr\/s?bin\//,
  /^\/www\/cgi-bin\//,
  /^\/usr\/libexec\//,
];

/** LuCI's names of languages where they differ from the folder's (LUCI_LC_ALIAS of luci.mk). */
const languageAliases = { bn_BD: 'bn', nb_NO: 'no', pt_BR: 'pt-br', zh_Hans: 'zh-cn', zh_Hant: 'zh-tw' };

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

/**
 * The operations table as the router gets it: the rows that it serves, and the shapes. It is JSON with each row on a line of its own, its
 * name first: `ucode/dockerman/operations.uc` finds a row without reading the others.
 */
export function routerOperations() {
  const table = JSON.parse(readFileSync(join(checkout, 'lib/engine/operations.json'), 'utf8'));
  const rows = table.operations
    .filter((row) => row.router)
    .map(({ name, ...row }) => JSON.stringify({ name, ...row }));
  return `{"shapes":${JSON.stringify(table.shapes)},\n"operations":[\n${rows.join(',\n')}\n]}\n`;
}

/**
 * The translations as LuCI reads them. Not `dockerman.<language>.lmo`: that is a file of the feed's luci-i18n-dockerman-<language>,
 * and LuCI loads every `*.<language>.lmo`.
 */
function* catalogues() {
  const folder = join(checkout, 'po');
  for (const { name } of readdirSync(folder, { withFileTypes: true })) {
    const source = join(folder, name, 'dockerman.po');
    const data = existsSync(source) && lmoOfPo(withoutFuzzy(readFileSync(source, 'utf8')));
    const path = `/usr/lib/lua/luci/i18n/luci-app-dockerman.${languageAliases[name] ?? name}.lmo`;
    if (data) yield { path, data };
  }
}

/** Configuration may hold credentials, so it is root's alone, as with every package of OpenWrt. */
function modeOf(path) {
  if (path.startsWith('/etc/config/')) return 0o600;
  return programs.some((program) => program.test(path)) ? 0o755 : 0o644;
}

/**
 * Every file of the package as it lies on the router, sorted by path; the LuCI bundle must have been built.
 * @returns {{path: string, mode: number, data: Buffer}[]}
 */
export function packageFiles() {
  const files = [];
  for (const [folder, place] of places) {
    const from = join(checkout, folder);
    if (!statSync(from, { throwIfNoEntry: false })) continue;
    for (const file of walk(from)) {
      if (file.endsWith(`${sep}manifest.json`)) continue;
      files.push({
        path: posix.join(place, relative(from, file).split(sep).join('/')),
        data: readFileSync(file),
      });
    }
  }
  files.push({ path: '/usr/share/dockerman/operations.json', data: Buffer.from(routerOperations()) });
  // RouterStatus tells it
  files.push({ path: '/usr/share/dockerman/version', data: Buffer.from(`${metadata.version}\n`) });
  files.push(...catalogues());
  return files
    .map((file) => ({ ...file, mode: modeOf(file.path) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
