import { describe, expect, it } from 'vitest';
import table from '../../../lib/engine/operations.json';
import type { Operation } from '../../../lib/engine/operations';
import { apis, operationsOf, whyNoApis, type ApiParameter } from './api-definitions';

const rows = table.operations as readonly Operation[];

/** A path with its parameters' names taken away: ours say what they name, Docker's all say `id` or `name`. */
const bare = (path: string) => path.replace(/\{[^}]*\}/g, '{}');

/** The shapes that a parameter of a type may have. */
const shapes: Readonly<Record<string, RegExp>> = {
  boolean: /^boolean$/,
  integer: /^(integer|timestamp)$/,
  array: /^strings$/,
  string: /./,
};

const row = (method: string, path: string) =>
  rows.find((one) => one.method === method && bare(one.path) === bare(path));

describe('the operations table', () => {
  it('has each name once, and each method and path once', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    expect(new Set(rows.map(({ method, path }) => `${method} ${bare(path)}`)).size).toBe(rows.length);
  });

  it('gives each parameter a shape that it has, and no name to both path and query', () => {
    for (const { name, path, query = {} } of rows) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter);
      for (const shape of [...inPath, ...Object.values(query)])
        expect(table.shapes, name).toHaveProperty(shape);
      expect(
        Object.keys(query).filter((parameter) => inPath.includes(parameter)),
        name,
      ).toEqual([]);
    }
  });

  it('gives nothing that changes anything, opens a console or moves files to a viewer', () => {
    for (const { name, method, kind, role } of rows)
      if (role === 'viewer')
        expect([method, kind], name).toSatisfy(([m, k]) => /GET|HEAD/.test(m) && /json|stream/.test(k));
  });

  it('has a body only where something is sent', () => {
    for (const { name, method, body, kind } of rows) {
      if (body) expect(method, name).toMatch(/POST|PUT/);
      if (kind === 'upload') expect(body, name).toBe('tar');
    }
  });
});

describe.skipIf(whyNoApis !== '').each(apis)('the operations table and the Engine API $version', (api) => {
  const all = operationsOf(api);

  it('has every operation with its name, method and path', () => {
    const absent = all
      .filter(({ path, method, operation }) => row(method, path)?.name !== operation.operationId)
      .map(({ path, method, operation }) => `${operation.operationId} ${method} ${path}`);
    expect(absent).toEqual([]);
    expect(all.length).toBeGreaterThan(100);
  });

  it('has every parameter of the query, in a shape that fits its type', () => {
    for (const { path, method, operation } of all) {
      const ours = row(method, path)?.query ?? {};
      for (const parameter of queryOf(operation.parameters)) {
        const where = `${operation.operationId} ${parameter.name}`;
        expect(Object.keys(ours), where).toContain(parameter.name);
        expect(ours[parameter.name], where).toMatch(shapes[parameter.type ?? ''] ?? /never/);
      }
    }
  });

  it('marks what is newer with the version that brought it', () => {
    const names = new Set(all.map(({ operation }) => operation.operationId));
    for (const { name, since = '1.41' } of rows)
      expect(names.has(name), `${name} since ${since}`).toBe(
        Number(since.slice(2)) <= Number(api.version.slice(2)),
      );
  });
});

describe.skipIf(whyNoApis !== '')('the operations table and all versions together', () => {
  it('has no parameter that none of them has', () => {
    const known = new Map<string, Set<string>>();
    for (const { operation } of apis.flatMap(operationsOf)) {
      const names = known.get(operation.operationId) ?? new Set();
      for (const { name } of queryOf(operation.parameters)) names.add(name);
      known.set(operation.operationId, names);
    }
    for (const { name, query = {} } of rows)
      for (const parameter of Object.keys(query))
        expect([...(known.get(name) ?? [])], name).toContain(parameter);
  });
});

function queryOf(parameters: readonly ApiParameter[] = []): ApiParameter[] {
  return parameters.filter((parameter) => parameter.in === 'query');
}
