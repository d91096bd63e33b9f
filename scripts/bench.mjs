import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkout, ensureNodePackages } from './node-packages.mjs';

ensureNodePackages();
const tsx = join(checkout, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const { status } = spawnSync(process.execPath, [tsx, 'bench/run.ts', ...process.argv.slice(2)], {
  cwd: checkout,
  stdio: 'inherit',
});
process.exit(status ?? 1);
