import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './node-packages.mjs';

/** Holds the digest of the sources that dist/web and dist/gateway were built from. */
export const stampFile = join(checkout, 'dist', 'sources');

const folders = ['gateway', 'lib', 'po', 'scripts', 'simulation', 'web'];
const files = ['package-lock.json', 'vite.config.ts', 'tsconfig.json'];

/** A digest of names, sizes and times of everything that the build reads: quick to make, and another one after each edit. */
export function sourcesDigest() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(checkout, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  const visit = (folder) => {
    for (const entry of readdirSync(join(checkout, folder), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) add(path);
    }
  };
  folders.forEach(visit);
  files.forEach(add);
  return hash.digest('hex');
}
