import type { Plugin } from 'vite';

/**
 * A Vite plugin that lets the entry ask for all files of the first load at once. A browser learns of a chunk's imports when the chunk is
 * there, and on a kept connection to uhttpd each such step costs 44 ms.
 * @param entry the entry's file name; @param application the name of the chunk that it imports
 */
export function firstLoadAtOnce(entry: string, application: string): Plugin {
  return {
    name: 'dockerman-first-load',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunk = bundle[entry];
      const imported = Object.values(bundle).find((one) => one.type === 'chunk' && one.name === application);
      if (chunk?.type !== 'chunk' || imported?.type !== 'chunk')
        return this.error(`there is no ${entry}, or no ${application}`);
      // a chunk that cannot be had is told by the application's own import of it
      const wanted = imported.imports.filter((file) => !chunk.imports.includes(file));
      const asks = wanted.map((file) => `import("./${file}").catch(()=>{});`);
      chunk.code = `${asks.join('')}${chunk.code}`;
    },
  };
}
