import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { checkout } from './node-packages.mjs';

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

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

/** The operations table as the router gets it: the rows that it serves, and the shapes. */
export function routerOperations() {
  const table = JSON.parse(readFileSync(join(checkout, 'lib/engine/operations.json'), 'utf8'));
  return JSON.stringify({ shapes: table.shapes, operations: table.operations.filter((row) => row.router) });
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
  return files
    .map((file) => ({ ...file, mode: programs.some((program) => program.test(file.path)) ? 0o755 : 0o644 }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
