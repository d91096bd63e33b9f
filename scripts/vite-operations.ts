import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The client's call of one line: `    containerTop: get('ContainerTop', answers.containerTop),`. */
const call = /^ {4}(\w+): .*\),\n/gm;

function texts(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.json.ts') && file !== clientFile)
      .map((file) => readFileSync(join(checkout, folder, file), 'utf8')),
  );
}

const clientFile = join('engine', 'client.ts');

/** The client without the calls that nobody makes: a method of an object is never shaken off by itself. */
export function usedCalls(client: string, callers: string): string {
  return client.replace(call, (line, name: string) =>
    new RegExp(`\\b${name}\\b`).test(callers) ? line : '',
  );
}

/** What most rows say: it is added where the table is read. */
const usual = { method: 'GET', kind: 'json', role: 'viewer', router: true } as const;

interface Row {
  readonly name: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
}

interface Table {
  readonly shapes: Readonly<Record<string, unknown>>;
  readonly operations: readonly Row[];
}

/** What is known of an operation that is asked for: all, `labels` (no more than its role and kind), or nothing. */
export type Wanted = 'whole' | 'labels' | undefined;

/** The table's rows of these names, with the shapes that they use, as a module of few bytes. */
export function operationsModule(table: Table, wanted: (name: string) => Wanted): string {
  const rows = table.operations.flatMap((row) => {
    const much = wanted(row.name);
    if (much === undefined) return [];
    return much === 'whole' ? [row] : [{ ...row, path: '', query: undefined }];
  });
  const used = new Set(
    rows.flatMap(({ path, query = {} }) => [
      ...Object.values(query),
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''),
    ]),
  );
  const shapes = Object.fromEntries(Object.entries(table.shapes).filter(([name]) => used.has(name)));
  const short = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([key, value]) => (usual as Record<string, unknown>)[key] !== value),
    ),
  );
  return [
    `const usual = ${JSON.stringify(usual)};`,
    `export default { shapes: ${JSON.stringify(shapes)},`,
    `operations: ${JSON.stringify(short)}.map((row) => ({ ...usual, ...row })) };`,
  ].join('\n');
}

/**
 * A Vite plugin that shortens the client for the browser to the calls that the web makes, and the operations table to the rows that
 * are named then (`'ContainerList'`): all of them would count against the first load. Calls and requests are typed by these names, so
 * that none can be made without naming it. What only a `case` names is told apart (the jobs of others), and never asked for: its row
 * comes without its path and parameters.
 */
export function operationsForBrowser(): Plugin {
  return {
    name: 'dockerman-operations',
    enforce: 'pre',
    transform(code, id) {
      const file = id.split('?')[0] ?? '';
      if (file.endsWith(`/lib/${clientFile}`))
        return { code: usedCalls(code, texts('web').join('\n')), map: null };
      if (basename(file) !== 'operations.json') return null;
      const client = usedCalls(
        readFileSync(join(checkout, 'lib', clientFile), 'utf8'),
        texts('web').join('\n'),
      );
      const text = [client, ...texts('lib', 'web')].join('\n');
      const module = operationsModule(JSON.parse(code) as Table, (name) => {
        if (new RegExp(`(?<!\\bcase )'${name}'`).test(text)) return 'whole';
        return text.includes(`'${name}'`) ? 'labels' : undefined;
      });
      return { code: module, map: null, moduleType: 'js' };
    },
  };
}
