import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { declaration } from '../../../scripts/operation-types.mjs';

const read = (name: string) => readFileSync(new URL(`../../../lib/engine/${name}`, import.meta.url), 'utf8');

it('the types of the operations table are up to date (scripts/operation-types.mjs writes them)', () => {
  expect(read('operations.d.json.ts')).toBe(declaration(JSON.parse(read('operations.json'))));
});
