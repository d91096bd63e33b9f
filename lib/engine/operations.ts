import type { OperationName, ParameterValue } from './request';
import table from './operations.json';

/** What a parameter has to look like; `pattern` is a POSIX extended expression that JavaScript reads alike. */
export interface Shape {
  readonly pattern?: string;
  /** Free text: any characters but control characters. */
  readonly text?: boolean;
  /** A value that is written as JSON. */
  readonly json?: boolean;
  /** A repeated key. */
  readonly many?: boolean;
  /** Longest value in bytes. */
  readonly max: number;
}

/** A row of the table with its optional parts spelled out. */
export interface Operation {
  readonly name: OperationName;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: 'json' | 'tar';
  readonly kind: 'json' | 'stream' | 'upload' | 'download' | 'hijack';
  readonly role: 'viewer' | 'operator' | 'admin';
  /** A viewer gets the answer with the values of secret-looking environment variables masked. */
  readonly masked?: boolean;
  /** May take longer than a router's short call (rpcd gives up after 30 s). */
  readonly long?: boolean;
  readonly router: boolean;
  /** The first API version that has it, where that is not the oldest we support. */
  readonly since?: string;
}

const shapes: Readonly<Record<string, Shape>> = table.shapes;
const rows: ReadonlyMap<string, Operation> = new Map(
  (table.operations as readonly Operation[]).map((row) => [row.name, row]),
);

/** The table's row of that name. Throws a `RangeError` for a name that is not in it. */
export function operation(name: OperationName): Operation {
  const row = rows.get(name);
  if (!row) throw new RangeError(`${name} is not an operation of the Engine API`);
  return row;
}

/** A parameter does not fit its shape; `parameter` names it, the message says what it should be. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  constructor(
    readonly parameter: string,
    message: string,
  ) {
    super(message);
  }
}

const encoder = new TextEncoder();
// eslint-disable-next-line no-control-regex -- control characters are what is refused here
const control = /[\u0000-\u001f\u007f]/;

function checked(name: string, value: string, shapeName: string): string {
  const shape = shapes[shapeName];
  if (!shape) throw new RangeError(`${shapeName} is not a shape of the table`);
  if (encoder.encode(value).length > shape.max)
    throw new ParameterError(name, `${name} is longer than ${shape.max} bytes`);
  if (control.test(value)) throw new ParameterError(name, `${name} contains a control character`);
  if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value))
    throw new ParameterError(
      name,
      `${name} is not a valid ${shapeName}: ${JSON.stringify(value.slice(0, 80))}`,
    );
  return value;
}

function text(value: NonNullable<ParameterValue>, shapeName: string): string {
  const shape = shapes[shapeName];
  if (shape?.json) return JSON.stringify(value);
  return String(value);
}

/**
 * The request target of an operation, `/containers/abc/json?size=true`, without the version prefix. Raises a
 * {@link ParameterError} for a parameter that is missing, unknown, or not of its shape.
 */
export function target(row: Operation, parameters: Readonly<Record<string, ParameterValue>>): string {
  const left = new Map(Object.entries(parameters).filter(([, value]) => value !== undefined));
  const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name);
    if (typeof value !== 'string' || value === '') throw new ParameterError(name, `${name} is missing`);
    left.delete(name);
    // slashes of an image reference stand as they are: the engine's routes take them so
    return encodeURIComponent(checked(name, value, name))
      .replaceAll('%2F', '/')
      .replaceAll('%3A', ':')
      .replaceAll('%40', '@');
  });
  const query: string[] = [];
  for (const [name, value] of left) {
    const shapeName = row.query?.[name];
    if (shapeName === undefined) throw new ParameterError(name, `${row.name} has no parameter ${name}`);
    if (value === undefined) continue;
    const values =
      Array.isArray(value) && shapes[shapeName]?.many
        ? (value as readonly string[])
        : [text(value, shapeName)];
    for (const one of values)
      query.push(`${encodeURIComponent(name)}=${encodeURIComponent(checked(name, one, shapeName))}`);
  }
  return query.length ? `${path}?${query.join('&')}` : path;
}
