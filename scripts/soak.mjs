// npm run soak [-- --seconds N --clients N]: see bench/soak/run.ts
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkout, ensureNodePackages } from './node-packages.mjs';

ensureNodePackages();
const tsx = join(checkout, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const child = spawn(process.execPath, [tsx, 'bench/soak/run.ts', ...process.argv.slice(2)], {
  cwd: checkout,
  stdio: 'inherit',
});
// the terminal sends it to the whole group: the child cleans up, and ends by itself
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (status) => process.exit(status ?? 1));
