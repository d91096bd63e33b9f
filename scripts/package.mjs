// npm run package: the .ipk, the release tarball for a feed and, where apk 3 is found, the .apk, into packages/.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkout, ensureNodePackages } from './node-packages.mjs';

/**
 * The time that every file of the packages bears: SOURCE_DATE_EPOCH, or else the commit's.
 * @returns {number} seconds since 1970
 * @throws where neither is known
 */
export function sourceDate(env = process.env, folder = checkout) {
  const given = env.SOURCE_DATE_EPOCH;
  if (given !== undefined) {
    if (!/^\d{1,11}$/.test(given))
      throw new Error(`SOURCE_DATE_EPOCH is not in seconds since 1970: ${given}`);
    return Number(given);
  }
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error('not a git checkout: set SOURCE_DATE_EPOCH to the time of the release');
  return Number(stdout);
}

/**
 * Makes all packages.
 * @returns {Promise<{packages: {file: string, data: Buffer}[], missing: string[]}>} `missing`: what was not made, and why
 * @throws when the bundle has not been built
 */
export async function makePackages(seconds = sourceDate(), folder = checkout) {
  if (!existsSync(join(folder, 'htdocs/luci-static/resources/dockerman/app.js')))
    throw new Error('the bundle is missing: run npm run build first');
  const [{ packageFiles }, { ipk }, { feedTarball }, { apk }] = await Promise.all([
    import('./package-files.mjs'),
    import('./package-ipk.mjs'),
    import('./package-feed.mjs'),
    import('./package-apk.mjs'),
  ]);
  const files = packageFiles();
  const packages = [await ipk(files, seconds), await feedTarball(files, seconds)];
  const third = apk(files, seconds);
  if (third.missing) return { packages, missing: [`no .apk: ${third.missing}`] };
  return { packages: [...packages, third], missing: [] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureNodePackages();
  const folder = join(checkout, 'packages');
  mkdirSync(folder, { recursive: true });
  const { packages, missing } = await makePackages();
  for (const { file, data } of packages) {
    writeFileSync(join(folder, file), data);
    console.log(`packages/${file}: ${(data.length / 1000).toFixed(1)} kB`);
  }
  for (const line of missing) console.log(line);
}
