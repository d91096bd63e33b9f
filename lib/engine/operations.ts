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
  /** A viewer gets the answer with what looks like a secret masked (docs/architecture.md). */
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
/** Half a character: no UTF-8 can be made of it. */
const loneSurrogate = /\p{Surrogate}/u;

const nameRule = 'letters, digits and _ . - with a letter or digit first';

/** What the patterns say, for people. */
const rules: Readonly<Record<string, string>> = {
  container: nameRule,
  network: nameRule,
  volume: nameRule,
  image: 'a reference such as nginx:1.27 or ghcr.io/owner/name@sha256:…',
  exec: 'the id that the engine gave',
  boolean: 'true or false',
  integer: 'a whole number',
  timestamp: 'seconds since 1970, with up to nine decimals',
  tail: 'all, or a number of lines',
  signal: 'a name such as SIGTERM, or its number',
  platform: 'os/architecture, such as linux/arm64',
};

function checked(name: string, value: string, shapeName: string): string {
  const shape = shapes[shapeName];
  if (!shape) throw new RangeError(`${shapeName} is not a shape of the table`);
  // a UTF-16 unit is at least one byte: a huge value is not encoded to be measured
  if (value.length > shape.max || encoder.encode(value).length > shape.max)
    throw new ParameterError(name, `${name} is longer than ${shape.max} bytes`);
  if (control.test(value)) throw new ParameterError(name, `${name} contains a control character`);
  if (loneSurrogate.test(value)) throw new ParameterError(name, `${name} contains half a character`);
  if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)) {
    const rule = rules[shapeName] ?? `a valid ${shapeName}`;
    throw new ParameterError(name, `${name} has to be ${rule}, not ${JSON.stringify(value.slice(0, 80))}`);
  }
  return value;
}

function text(name: string, value: NonNullable<ParameterValue>, shapeName: string): string {
  if (shapes[shapeName]?.json) return JSON.stringify(value);
  if (typeof value === 'object') throw new ParameterError(name, `${name} has to be a single value`);
  return String(value);
}

/** The texts of a query parameter: several where its shape is a repeated key. */
function texts(name: string, value: NonNullable<ParameterValue>, shapeName: string): string[] {
  const values: readonly unknown[] = Array.isArray(value) && shapes[shapeName]?.many ? value : [value];
  return values.map((one) =>
    checked(name, text(name, one as NonNullable<ParameterValue>, shapeName), shapeName),
  );
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
    const shapeName = row.query && Object.hasOwn(row.query, name) ? row.query[name] : undefined;
    if (shapeName === undefined) throw new ParameterError(name, `${row.name} has no parameter ${name}`);
    for (const one of texts(name, value ?? '', shapeName))
      query.push(`${encodeURIComponent(name)}=${encodeURIComponent(one)}`);
  }
  return query.length ? `${path}?${query.join('&')}` : path;
}
