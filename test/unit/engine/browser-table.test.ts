import { expect, test } from 'vitest';
import table from '../../../lib/engine/operations.json';
import { operationsModule, type Wanted } from '../../../scripts/vite-operations';

/** The table as the browser gets it. */
function shortened(wanted: Readonly<Record<string, Wanted>>): typeof table {
  const code = operationsModule(table as Parameters<typeof operationsModule>[0], (name) => wanted[name]);
  return new Function(code.replace('export default', 'return'))() as typeof table;
}

test('the table for the browser has the rows that it asks for, as they are, with their shapes and no others', () => {
  const { operations, shapes } = shortened({ ContainerLogs: 'whole' });
  expect(operations).toEqual([
    expect.objectContaining(table.operations.find(({ name }) => name === 'ContainerLogs')),
  ]);
  expect(Object.keys(shapes)).toContain('container');
  expect(Object.keys(shapes)).not.toContain('image');
});

test('of an operation that is only told apart it has the role and the kind, and nothing to ask for it with', () => {
  const { operations, shapes } = shortened({ ImagePush: 'labels' });
  const push = table.operations.find(({ name }) => name === 'ImagePush');
  expect(operations).toEqual([expect.objectContaining({ role: push?.role, kind: push?.kind, path: '' })]);
  expect(operations[0]).not.toHaveProperty('query');
  expect(shapes).toEqual({});
});
