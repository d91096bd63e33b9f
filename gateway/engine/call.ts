import table from '../../lib/engine/operations.json';
import { operation, ParameterError, target, type Operation, type Shape } from '../../lib/engine/operations';
import type { ParameterValue } from '../../lib/engine/request';
import { queryPairs } from '../http/target';
import { Refusal } from '../http/refusal';

/** A request to an engine that the operations table allows. `target` is written anew, from values that were checked. */
export interface EngineCall {
  readonly row: Operation;
  /** Path parameters and query by name, as text. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Path with version prefix, and query. */
  readonly target: string;
}

const shapes: Readonly<Record<string, Shape>> = table.shapes;

interface Route {
  readonly row: Operation;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

const routes: readonly Route[] = table.operations.map(({ name }) => {
  const row = operation(name);
  const names: string[] = [];
  const source = row.path.replace(/\{(\w+)\}|[.*+?^$()[\]\\|]/g, (found, parameter: string | undefined) => {
    if (parameter === undefined) return `\\${found}`;
    names.push(parameter);
    // only names of images and plugins have slashes
    return parameter === 'image' || parameter === 'plugin' ? '(.+)' : '([^/]+)';
  });
  return { row, names, pattern: new RegExp(`^${source}$`) };
});

function pathParameter(name: string, text: string): string {
  // a name has no use for other escapes, and the engine would decode what we took for a letter
  const plain = text.replace(/%3a/gi, ':').replace(/%40/g, '@');
  if (plain.includes('%'))
    throw new Refusal(403, `${name} may have no percent-encoded characters but ":" and "@"`);
  return plain;
}

/** A query parameter by its shape, from its texts: a {@link Refusal} (403) for one that the row has not, or that is no JSON where it must be. */
export function queryValue(row: Operation, name: string, values: readonly string[]): ParameterValue {
  const shapeName = row.query && Object.hasOwn(row.query, name) ? row.query[name] : undefined;
  const shape = shapeName === undefined ? undefined : shapes[shapeName];
  if (!shape) throw new Refusal(403, `${row.name} has no parameter ${JSON.stringify(name.slice(0, 80))}`);
  if (shape.many) return values;
  const [value = '', ...more] = values;
  if (more.length) throw new Refusal(403, `the parameter ${name} stands more than once in the query`);
  if (!shape.json) return value;
  try {
    return JSON.parse(value) as ParameterValue;
  } catch {
    throw new Refusal(403, `the parameter ${name} is not valid JSON`);
  }
}

/**
 * Finds the operation of a request. `path` is what follows `/engine/<name>`, with or without version prefix; `query` is raw.
 * What is not in the operations table, or whose parameters do not fit their shapes, is a {@link Refusal} (403) that says so.
 */
export function engineCall(method: string, path: string, query: string): EngineCall {
  const version = /^\/v1\.(?:[1-9][0-9]{0,2}|0)(?=\/)/.exec(path)?.[0] ?? '';
  const rest = path.slice(version.length);
  for (const { row, names, pattern } of routes) {
    if (row.method !== method) continue;
    const match = pattern.exec(rest);
    if (!match) continue;
    const parameters: Record<string, ParameterValue> = {};
    names.forEach((name, at) => {
      parameters[name] = pathParameter(name, match[at + 1] ?? '');
    });
    const groups = new Map<string, string[]>();
    for (const [name, value] of queryPairs(query)) groups.set(name, [...(groups.get(name) ?? []), value]);
    for (const [name, values] of groups) parameters[name] = queryValue(row, name, values);
    try {
      return { row, parameters, target: version + target(row, parameters) };
    } catch (error) {
      if (error instanceof ParameterError) throw new Refusal(403, error.message);
      throw error;
    }
  }
  throw new Refusal(403, `${method} ${JSON.stringify(rest.slice(0, 200))} is no operation of the Engine API`);
}
