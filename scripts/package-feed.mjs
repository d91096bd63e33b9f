import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzip, tar } from './package-archive.mjs';
import { metadata } from './package-metadata.mjs';
import { checkout } from './node-packages.mjs';

const read = (path) => ({ path, mode: 0o644, data: readFileSync(join(checkout, path)) });

/** Where luci.mk takes a file from that lies elsewhere in the checkout, or that is made: it knows htdocs, ucode, root and po. */
function placeInFeed(path) {
  if (path.startsWith('/www/luci-static/')) return `htdocs${path.slice('/www'.length)}`;
  if (path.startsWith('/usr/share/ucode/luci/')) return `ucode${path.slice('/usr/share/ucode/luci'.length)}`;
  return `root${path}`;
}

function catalogues() {
  const languages = readdirSync(join(checkout, 'po'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return languages
    .flatMap(({ name }) => readdirSync(join(checkout, 'po', name)).map((file) => `po/${name}/${file}`))
    .map(read);
}

/**
 * The release tarball: one folder that is a package of a feed, with everything built.
 * @param {{path: string, mode: number, data: Buffer}[]} files as they lie on the router
 * @param {number} seconds the time of everything in it, since 1970
 * @returns {Promise<{file: string, data: Buffer}>}
 */
export async function feedTarball(files, seconds) {
  const installed = files
    // luci.mk makes packages of their own from po/
    .filter(({ path }) => !path.endsWith('.lmo'))
    .map((file) => ({ ...file, path: placeInFeed(file.path) }));
  const list = [...installed, ...catalogues(), read('Makefile'), read('LICENSE'), read('docs/package.md')];
  const inFolder = list.map((file) => ({ ...file, path: `${metadata.name}/${file.path}` }));
  return { file: `${metadata.name}-${metadata.version}.tar.gz`, data: gzip(await tar(inFolder, seconds)) };
}
