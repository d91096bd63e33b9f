// npm start: installs what is missing, builds what is stale, and starts the gateway. Only Node's own modules here: it has to run in a
// fresh clone. Flags go to the gateway: npm start -- --help
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}`);
  process.exit(1);
}

const { checkout, ensureNodePackages } = await import('./node-packages.mjs');
const { sourcesDigest, stampFile } = await import('./sources-digest.mjs');

ensureNodePackages();

const server = join(checkout, 'dist', 'gateway', 'server.js');
const built = [server, join(checkout, 'dist', 'web', 'index.html'), stampFile].every((file) =>
  existsSync(file),
);
if (!built || readFileSync(stampFile, 'utf8') !== sourcesDigest()) {
  console.log('Building');
  // in a process of its own: the gateway does not carry the build's memory along
  const { status } = spawnSync(process.execPath, [join(checkout, 'scripts', 'build.mjs'), 'web', 'gateway'], {
    cwd: checkout,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

await import(pathToFileURL(server).href);
