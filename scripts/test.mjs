// Everything that shows the project to work: lint, types, build, and the tests in all layers. Prints one closing line for the whole.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDebianPackages } from './debian-packages.mjs';
import { checkout, ensureNodePackages } from './node-packages.mjs';

ensureNodePackages();
ensureDebianPackages();

const reports = mkdtempSync(join(tmpdir(), 'dockerman-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };

function run(title, command, args, env = {}) {
  const began = Date.now();
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, {
    cwd: checkout,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  console.log(
    `== ${title}: ${status === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - began) / 1000).toFixed(0)} s`,
  );
  return status === 0;
}

/** A step without a count of its own counts as one. */
function step(title, command, args) {
  totals[run(title, command, args) ? 'passed' : 'failed'] += 1;
}

function report(file) {
  try {
    return JSON.parse(readFileSync(join(reports, file), 'utf8'));
  } catch {
    return null;
  }
}

const bin = (name) => join(checkout, 'node_modules', '.bin', name);

step('lint', bin('eslint'), ['.']);
step('format', bin('prettier'), ['--check', '--log-level', 'warn', '.']);
step('types', bin('tsc'), ['--noEmit']);
step('build', process.execPath, ['scripts/build.mjs']);
step('package', process.execPath, ['scripts/package.mjs']);

const vitestFile = join(reports, 'vitest.json');
const vitestOk = run('unit, component, engine, gateway, package and router tests', bin('vitest'), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${vitestFile}`,
]);
const vitest = report('vitest.json');
totals.passed += vitest?.numPassedTests ?? 0;
totals.failed += vitest?.numFailedTests ?? 0;
totals.skipped += (vitest?.numPendingTests ?? 0) + (vitest?.numTodoTests ?? 0);
if (!vitestOk && !vitest?.numFailedTests) totals.failed += 1;

const browserOk = run('browser tests', bin('playwright'), ['test'], {
  PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'playwright.json'),
});
const browser = report('playwright.json')?.stats;
totals.passed += browser?.expected ?? 0;
totals.failed += browser?.unexpected ?? 0;
totals.skipped += browser?.skipped ?? 0;
totals.passed += browser?.flaky ?? 0;
if (browser?.flaky)
  console.log(`\nFLAKY: ${browser.flaky} browser tests passed only at their second try (listed above)`);
if (!browserOk && !browser?.unexpected) totals.failed += 1;

rmSync(reports, { recursive: true, force: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed ? 1 : 0);
