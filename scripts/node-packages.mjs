import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const checkout = fileURLToPath(new URL('..', import.meta.url));

/** The packages of a lock file by folder, or none where it cannot be read. */
function locked(...path) {
  try {
    return JSON.parse(readFileSync(join(checkout, ...path), 'utf8')).packages;
  } catch {
    return {};
  }
}

/** Whether node_modules holds what package-lock.json names. Times do not tell: git and npm both touch them. */
function complete() {
  const installed = locked('node_modules', '.package-lock.json');
  return Object.entries(locked('package-lock.json')).every(
    ([folder, { version, optional }]) => folder === '' || optional || installed[folder]?.version === version,
  );
}

/**
 * Runs `npm ci` where node_modules lacks something. Ends the process with npm's own status on failure.
 * npm is started through the shell on Windows, where it is a .cmd file (https://nodejs.org/en/blog/vulnerability/april-2024-security-releases-2).
 */
export function ensureNodePackages() {
  if (complete()) return;
  console.log('Installing npm packages');
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: checkout,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
