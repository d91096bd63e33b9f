import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const checkout = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs `npm ci` where node_modules is missing or older than the lock file. Ends the process with npm's own status on failure.
 * npm is started through the shell on Windows, where it is a .cmd file (https://nodejs.org/en/blog/vulnerability/april-2024-security-releases-2).
 */
export function ensureNodePackages() {
  const installed = join(checkout, 'node_modules', '.package-lock.json');
  const wanted = statSync(join(checkout, 'package-lock.json')).mtimeMs;
  if (existsSync(installed) && statSync(installed).mtimeMs >= wanted) return;
  console.log('Installing npm packages');
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: checkout,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
