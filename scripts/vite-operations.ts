import { basename } from 'node:path';
import type { Plugin } from 'vite';

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly router: boolean;
}

/**
 * A Vite plugin that shortens the operations table for the browser: the rows that its client never asks for (swarm,
 * plugins) would count against the first load.
 */
export function operationsForBrowser(): Plugin {
  return {
    name: 'dockerman-operations',
    enforce: 'pre',
    transform(code, id) {
      if (basename(id.split('?')[0] ?? '') !== 'operations.json') return null;
      const table = JSON.parse(code) as { shapes: unknown; operations: Row[] };
      const operations = table.operations.filter(
        (row) => row.router || (row.kind === 'hijack' && row.name !== 'Session'),
      );
      return { code: JSON.stringify({ ...table, operations }), map: null };
    },
  };
}
