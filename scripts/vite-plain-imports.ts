import type { Plugin } from 'vite';

const wrapper = 'native:import-analysis-build';

/**
 * A Vite plugin that leaves `import()` as it is written. Vite wraps each one in a helper of its own chunk, which preloads style sheets and
 * chunks; there is nothing to preload (styles are in the scripts, `build.modulePreload` is off), and the entry would wait for that chunk.
 */
export function importsAsWritten(): Plugin {
  return {
    name: 'dockerman-plain-imports',
    apply: 'build',
    configResolved({ plugins }) {
      const index = plugins.findIndex(({ name }) => name === wrapper);
      if (index < 0) throw new Error(`Vite has no plugin ${wrapper} any more: see how it wraps import() now`);
      (plugins as Plugin[]).splice(index, 1);
    },
  };
}
