// Fails the build when the LuCI bundle's first load passes its budget, or when a chunk imports the versioned entry (the browser would
// then load the entry twice, once with and once without its ?v=, and define every element twice).
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../htdocs/luci-static/resources/dockerman/', import.meta.url));

/** Bytes, as they go over the wire: uhttpd does not compress. */
export const firstLoadBudget = 180_000;

/** LuCI's view, which imports the entry; it counts as well. */
const view = fileURLToPath(new URL('../htdocs/luci-static/resources/view/dockerman/app.js', import.meta.url));

/**
 * The files that the Containers page loads before anything is clicked: the view, the entry, the application that it mounts, the
 * SharedWorker's script, and what these import.
 */
export function firstLoad(directory = folder) {
  const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  const entry = manifest['luci.ts'];
  const worker = manifest['live/worker.ts'];
  if (!entry?.isEntry || !worker) throw new Error('the manifest names no entry, or no worker');
  const files = new Set();
  const visit = (chunk) => {
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const name of chunk.imports ?? []) visit(manifest[name]);
  };
  visit(entry);
  for (const name of entry.dynamicImports ?? []) visit(manifest[name]);
  visit(worker);
  return [
    { file: 'view/dockerman/app.js', bytes: statSync(view).size },
    ...[...files].map((file) => ({ file, bytes: statSync(join(directory, file)).size })),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = firstLoad();
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(
    `first load: ${(total / 1000).toFixed(1)} of ${firstLoadBudget / 1000} kB in ${files.length} files`,
  );
  const lacks = ['start-luci', 'worker'].filter((name) => !files.some(({ file }) => file.startsWith(name)));
  if (lacks.length) throw new Error(`the first load was not counted whole: no ${lacks.join(', no ')}`);
  const twice = readdirSync(folder).filter(
    (file) =>
      file.endsWith('.js') &&
      file !== 'app.js' &&
      /["'`]\.\/app\.js/.test(readFileSync(join(folder, file), 'utf8')),
  );
  if (twice.length) throw new Error(`these chunks import the versioned entry: ${twice.join(', ')}`);
  if (total > firstLoadBudget)
    throw new Error(
      `the first load is over its budget:\n${files
        .sort((a, b) => b.bytes - a.bytes)
        .map(({ file, bytes }) => `  ${bytes} ${file}`)
        .join('\n')}`,
    );
}
