import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { apk } from '../../scripts/package-apk.mjs';
import { makePackages } from '../../scripts/package.mjs';

const scratch: string[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder in front of the search path with a program `apk` of this script; without one, the path is that empty folder alone. */
function withApk(script?: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'dockerman-apk-tools-'));
  scratch.push(folder);
  if (script !== undefined) writeFileSync(join(folder, 'apk'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', script === undefined ? folder : `${folder}${delimiter}${process.env.PATH}`);
}

test('without apk the command says so and makes the rest', () => {
  withApk();
  expect(apk([], 0)).toEqual({ missing: 'apk is not installed' });
});

test('an apk of version 2 is named as too old', () => {
  withApk('echo "apk-tools 2.14.4, compiled for x86_64."');
  expect(apk([], 0)).toEqual({ missing: 'apk-tools 2.14.4 has no mkpkg (3.0 has)' });
});

test('a user who is not root and has no fakeroot is told why there is no .apk', () => {
  withApk('echo "apk-tools 3.0.5, compiled for x86_64."');
  const getuid = vi.spyOn(process, 'getuid').mockReturnValue(1000);
  vi.stubEnv('PATH', scratch[0] ?? '');
  expect(apk([], 0)).toEqual({ missing: 'neither root nor fakeroot: the files would not belong to root' });
  getuid.mockRestore();
});

test.skipIf(process.getuid?.() !== 0)('a refusal of apk is an error with its words', () => {
  withApk('[ "$1" = mkpkg ] || { echo "apk-tools 3.0.5"; exit 0; }; echo "ERROR: no space" >&2; exit 1');
  expect(() => apk([], 0)).toThrow('apk mkpkg failed: ERROR: no space');
});

test('no package is made without the bundle', async () => {
  await expect(makePackages(0, tmpdir())).rejects.toThrow('the bundle is missing: run npm run build first');
});
