import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkout, hasUcode, titled, ucode } from './ucode';

/** Every ucode program and module of the tree: by name, or by the interpreter in its first line. */
function sources(): string[] {
  return ['ucode', 'rpcd', 'root', 'test/router']
    .flatMap((folder) =>
      readdirSync(join(checkout, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    .filter(
      (file) => file.endsWith('.uc') || /^#!.*\bucode\b/.test(readFileSync(file, 'latin1').slice(0, 80)),
    );
}

/** A module as the rest of the package imports it. */
function importing(file: string): string[] {
  const name = relative(join(checkout, 'ucode'), file).replace(/\.uc$/, '').replaceAll('/', '.');
  return ['-e', `import * as module from 'luci.${name}';`];
}

describe.skipIf(!hasUcode)(titled('ucode'), () => {
  const files = sources();

  test('has programs and modules', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  test.each(files.map((file) => [relative(checkout, file), file]))('%s compiles', (_, file) => {
    const module = /^export /m.test(readFileSync(file, 'latin1'));
    const done = module ? ucode(importing(file)) : ucode(['-c', '-o', '/dev/null', file]);
    expect(done).toMatchObject({ status: 0, stderr: '' });
  });
});
