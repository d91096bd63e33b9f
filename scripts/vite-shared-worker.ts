import type { Plugin } from 'vite';

const asWritten = /new URL\(\s*'(\.\/[^']+\.ts)',\s*import\.meta\.url\s*\)/;

/**
 * A Vite plugin that builds the script of a `new SharedWorker(new URL('./….ts', import.meta.url))` as an entry of the same build. Vite
 * would build it on its own, with second copies of all that the page has loaded already.
 */
export function sharedWorkerOfThisBuild(): Plugin {
  return {
    name: 'dockerman-shared-worker',
    enforce: 'pre',
    apply: 'build',
    async transform(code, id) {
      if (!code.includes('new SharedWorker(')) return null;
      const [whole, script] = asWritten.exec(code) ?? [];
      if (whole === undefined || script === undefined)
        return this.error('the script of a SharedWorker is not written as new URL(…, import.meta.url)');
      const found = await this.resolve(script, id);
      if (!found) return this.error(`${script} is not there`);
      const reference = this.emitFile({ type: 'chunk', id: found.id, name: 'worker' });
      return { code: code.replace(whole, () => `import.meta.ROLLUP_FILE_URL_${reference}`), map: null };
    },
  };
}
