import type { Plugin } from 'vite';

/**
 * A Vite plugin that takes the indentation out of the web's sources: in templates it would go over the wire, where
 * nothing is compressed. The browser collapses white space anyway; what must keep it (a `pre`) does not begin a line with it.
 */
export function templatesWithoutIndentation(): Plugin {
  return {
    name: 'dockerman-templates',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/web\/.*\.ts$/.test(id) || !code.includes('html`')) return null;
      return { code: code.replace(/\n[ \t]+/g, '\n'), map: null };
    },
  };
}
