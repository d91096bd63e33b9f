// npm run build: the standalone web (dist/web), the LuCI bundle (htdocs/…/dockerman) and the gateway (dist/gateway).
// Names of parts behind it build those only: node scripts/build.mjs web gateway
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { checkout, ensureNodePackages } from './node-packages.mjs';
import { sourcesDigest, stampFile } from './sources-digest.mjs';

const parts = {
  async web(vite) {
    await vite.build({ configFile: join(checkout, 'vite.config.ts'), logLevel: 'warn' });
  },
  async luci(vite) {
    await vite.build({ configFile: join(checkout, 'vite.config.ts'), mode: 'luci', logLevel: 'warn' });
    const { status } = spawnSync(process.execPath, [join(checkout, 'scripts', 'check-bundle.mjs')], {
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error('the LuCI bundle is not as it has to be');
  },
  async gateway(vite) {
    await vite.build({
      configFile: false,
      root: checkout,
      logLevel: 'warn',
      publicDir: false,
      build: {
        ssr: join(checkout, 'gateway', 'main.ts'),
        outDir: join(checkout, 'dist', 'gateway'),
        emptyOutDir: true,
        target: 'node20',
        rollupOptions: { output: { entryFileNames: 'server.js', chunkFileNames: '[name]-[hash].js' } },
      },
    });
  },
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) {
  console.error(`there is no part ${unknown}; the parts are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

ensureNodePackages();
// before the build: what is changed while it runs is built the next time
const digest = sourcesDigest();
const vite = await import('vite');
const wanted = asked.length ? asked : Object.keys(parts);
for (const name of wanted) {
  const began = Date.now();
  await parts[name](vite);
  console.log(`built ${name} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
if (wanted.includes('web') && wanted.includes('gateway')) {
  mkdirSync(join(checkout, 'dist'), { recursive: true });
  writeFileSync(stampFile, digest);
}
