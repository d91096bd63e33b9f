// Writes lib/engine/operations.d.json.ts, the literal types of the operations table: TypeScript widens the strings
// of an imported JSON file (https://github.com/microsoft/TypeScript/issues/32063), and the client is typed by them.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../lib/engine/', import.meta.url);
const table = JSON.parse(readFileSync(new URL('operations.json', folder), 'utf8'));

/** The declaration file's text for a table. */
export function declaration({ operations }) {
  return `// Made by scripts/operation-types.mjs from operations.json.
interface Shape { readonly pattern?: string; readonly text?: boolean; readonly json?: boolean; readonly many?: boolean; readonly max: number }
declare const table: {
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly operations: readonly (
${operations.map((row) => `    | ${literal(row)}`).join('\n')}
  )[];
};
export default table;
`;
}

function literal(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `readonly ${JSON.stringify(key)}: ${literal(one)}`)
    .join('; ')} }`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('operations.d.json.ts', folder), declaration(table));
