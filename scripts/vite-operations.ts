import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The sources of the browser's program, as one text. */
function sources(): string {
  return ['lib', 'web']
    .flatMap((folder) =>
      readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.json.ts'))
        .map((file) => readFileSync(join(checkout, folder, file), 'utf8')),
    )
    .join('\n');
}

/**
 * A Vite plugin that shortens the operations table for the browser to the rows that its sources name (`'ContainerList'`): all of
 * them would count against the first load. A request is typed by the name, so that none can be made without naming it.
 */
export function operationsForBrowser(): Plugin {
  return {
    name: 'dockerman-operations',
    enforce: 'pre',
    transform(code, id) {
      if (basename(id.split('?')[0] ?? '') !== 'operations.json') return null;
      const table = JSON.parse(code) as { shapes: unknown; operations: { readonly name: string }[] };
      const text = sources();
      const operations = table.operations.filter(({ name }) => text.includes(`'${name}'`));
      return { code: JSON.stringify({ ...table, operations }), map: null };
    },
  };
}
