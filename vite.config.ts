import { defineConfig } from 'vite';
import { fileURLToPath } from 'node:url';
import { firstLoadAtOnce } from './scripts/vite-first-load.ts';
import { operationsForBrowser } from './scripts/vite-operations.ts';
import { importsAsWritten } from './scripts/vite-plain-imports.ts';
import { sharedWorkerOfThisBuild } from './scripts/vite-shared-worker.ts';
import { templatesWithoutIndentation } from './scripts/vite-templates.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What every page needs, and what the page and the hub's worker both need. */
const firstLoadGroups = [
  {
    name: 'base',
    test: /node_modules\/(@?lit(?!.*\/style-map\.)|valibot)|decorate|\/engine\/(operations|decode\/lines|types\/lenient)\b|\/host\/translate\.|\/light-element\.|\/app\/(context|load-late|preferences)\.|\/model\/(container-rows|status-words|without)\.|\/pages\/actions\/(offered|run)\./,
  },
  {
    name: 'wire',
    test: /\/engine\/errors\.|\/transport\/(backoff|body|not-sent|read-json|router-failure|time-limit|ubus(-answer)?)\.|\/live\/(messages|provider)\./,
  },
];

/**
 * Two builds of one application: `vite build --mode luci` makes the bundle that the LuCI view imports
 * (htdocs/luci-static/resources/dockerman/app.js in front of hashed chunks), `vite build` the standalone web (dist/web).
 */
export default defineConfig(({ mode }) => {
  const luci = mode === 'luci';
  return {
    root: here('web'),
    // LuCI's page has no fixed place; the gateway's page is at the root, and deep links load its files from there
    base: luci ? './' : '/',
    publicDir: false,
    plugins: [
      operationsForBrowser(),
      templatesWithoutIndentation(),
      sharedWorkerOfThisBuild(),
      importsAsWritten(),
      ...(luci ? [firstLoadAtOnce('app.js', 'start-luci')] : []),
    ],
    build: {
      target: 'es2022',
      // nesting stays as it is: browsers with popovers know it, and flat rules would repeat what they share
      cssTarget: ['chrome120', 'firefox125', 'safari17.2'],
      // A chunk is fetched when it is needed: preloading would fetch the entry again, without its ?v= (a second copy of every element).
      modulePreload: false,
      emptyOutDir: true,
      outDir: luci ? here('htdocs/luci-static/resources/dockerman') : here('dist/web'),
      reportCompressedSize: false,
      manifest: 'manifest.json',
      rollupOptions: luci
        ? {
            input: here('web/luci.ts'),
            preserveEntrySignatures: 'strict',
            output: {
              entryFileNames: 'app.js',
              chunkFileNames: '[name]-[hash].js',
              assetFileNames: '[name]-[hash][extname]',
              // each small file is a request more before the first paint
              codeSplitting: { groups: firstLoadGroups },
            },
          }
        : {},
    },
  };
});
