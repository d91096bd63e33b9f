import { describe, expect, it } from 'vitest';
import table from '../../../lib/engine/operations.json';
import { operation, ParameterError, target, type Operation } from '../../../lib/engine/operations';
import type { OperationName, ParameterValue } from '../../../lib/engine/request';

const rows = table.operations as readonly Operation[];

const made = (name: OperationName, parameters: Record<string, ParameterValue>) =>
  target(operation(name), parameters);

/** Values that each shape takes, for the other parameters of a row. */
const good: Readonly<Record<string, ParameterValue>> = {
  boolean: true,
  integer: 5,
  timestamp: '1700000000.123456789',
  tail: 'all',
  signal: 'SIGTERM',
  exec: 'abc0',
  platform: 'linux/arm64',
  ps_args: '-ef',
  filters: { label: ['a=b'] },
  json: { a: 1 },
  strings: ['a', 'b'],
};

const pathNames = (row: Operation) => [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

function goodParameters(row: Operation): Record<string, ParameterValue> {
  const path = pathNames(row).map((name) => [name, name === 'exec' ? 'abc0' : 'abc']);
  const query = Object.entries(row.query ?? {}).map(([name, shape]) => [name, good[shape] ?? 'abc']);
  return Object.fromEntries([...path, ...query]);
}

const evil: readonly (readonly [string, string])[] = [
  ['CRLF', 'abc\r\nX-Injected: 1'],
  ['a request of its own', 'abc HTTP/1.1\r\nHost: x\r\n\r\nPOST /containers/create HTTP/1.1'],
  ['a CR', 'abc\r'],
  ['a trailing line feed, which $ of some expressions allows', 'abc\n'],
  ['NUL', 'abc\u0000'],
  ['NUL in front of something else', 'abc\u0000/../../x'],
  ['DEL', 'abc\u007f'],
  ['half a character', 'abc\ud800'],
  ['the other half', '\udc00abc'],
  ['a megabyte', 'a'.repeat(1 << 20)],
];

const evilInPath: readonly (readonly [string, string])[] = [
  ...evil,
  ['encoded CRLF', 'abc%0d%0aX: 1'],
  ['the folder above', '..'],
  ['a walk upwards', '../../images/json'],
  ['a walk upwards in the middle', 'abc/../../x'],
  ['an encoded walk', '..%2f..%2fx'],
  ['a dot', '.'],
  ['a query', 'abc?force=1'],
  ['a fragment', 'abc#x'],
  ['an absolute target', 'http://elsewhere/x'],
  ['a backslash', 'abc\\..\\x'],
  ['a space', 'a b'],
  ['a wide character that looks like a slash', 'abc／..'],
  ['nothing', ''],
];

describe('the target of a request', () => {
  it.each(rows.map((row) => [row.name, row] as const))(
    'of %s takes all its parameters, encoded',
    (_, row) => {
      const parameters = goodParameters(row);
      const url = new URL(target(row, parameters), 'http://engine');
      expect(url.pathname).toBe(
        row.path.replace(/\{(\w+)\}/g, (__, name: string) => String(parameters[name])),
      );
      expect([...new Set(url.searchParams.keys())]).toEqual(Object.keys(row.query ?? {}));
      for (const [name, shape] of Object.entries(row.query ?? {})) {
        const value = parameters[name];
        const sent = url.searchParams.getAll(name);
        if (shape === 'strings') expect(sent).toEqual(value);
        else expect(sent).toEqual([typeof value === 'object' ? JSON.stringify(value) : String(value)]);
      }
    },
  );

  it.each(evilInPath)('refuses %s in every parameter of every path', (_, value) => {
    for (const row of rows)
      for (const name of pathNames(row))
        expect(() => target(row, { ...goodParameters(row), [name]: value }), `${row.name} ${name}`).toThrow(
          ParameterError,
        );
  });

  it.each(evil)('refuses %s in every parameter of every query', (_, value) => {
    for (const row of rows)
      for (const [name, shape] of Object.entries(row.query ?? {})) {
        if (shape === 'filters' || shape === 'json') continue;
        const given = shape === 'strings' ? ['a', value] : value;
        expect(() => target(row, { ...goodParameters(row), [name]: given }), `${row.name} ${name}`).toThrow(
          ParameterError,
        );
      }
  });

  it('escapes what is evil within JSON, and refuses what it cannot escape or what is too long', () => {
    for (const [name, value] of evil) {
      const given = { filters: { label: [value] } };
      // JSON writes DEL as it is
      if (value.length > 1000 || value.includes('\u007f'))
        expect(() => made('ContainerList', given), name).toThrow(ParameterError);
      else
        expect(made('ContainerList', given), name).toMatch(
          /^\/containers\/json\?filters=[A-Za-z0-9%_.!~*'()-]+$/,
        );
    }
  });

  it('keeps the slashes, tags and digests of an image', () => {
    expect(made('ImageInspect', { image: 'ghcr.io/a/b:1.2@sha256:00ff' })).toBe(
      '/images/ghcr.io/a/b:1.2@sha256:00ff/json',
    );
  });

  it('leaves out what is undefined', () => {
    expect(made('ContainerStop', { container: 'abc', t: undefined })).toBe('/containers/abc/stop');
  });

  it.each([
    ['an unknown one', { all: true, nope: 1 }, 'nope'],
    ['one named like a part of every object', { constructor: 'x' }, 'constructor'],
    ['one named __proto__', JSON.parse('{"__proto__": "x"}'), '__proto__'],
    ['a list for a single value', { limit: [1, 2] }, 'limit'],
    ['an object for a single value', { all: {} }, 'all'],
    ['a number that is none', { limit: Number.NaN }, 'limit'],
    ['a fraction', { limit: 1.5 }, 'limit'],
    ['a number too large to be written out', { limit: 1e21 }, 'limit'],
    ['a word for a truth value', { all: 'yes' }, 'all'],
  ])('names the parameter that it refuses: %s', (_, parameters, name) => {
    expect(() => made('ContainerList', parameters as Record<string, ParameterValue>)).toThrow(
      expect.objectContaining({
        name: 'ParameterError',
        parameter: name,
        message: expect.stringContaining(name),
      }),
    );
  });

  it('says what a value has to be', () => {
    expect(() => made('ContainerStart', { container: '<b>' })).toThrow(
      'container has to be letters, digits and _ . - with a letter or digit first, not "<b>"',
    );
    expect(() => made('ContainerLogs', { container: 'abc', since: 'now' })).toThrow(/seconds since 1970/);
    expect(() => made('ContainerStart', {})).toThrow('container is missing');
  });

  it('has no row for a name that is not in the table', () => {
    expect(() => operation('ContainerNope' as OperationName)).toThrow(RangeError);
    expect(() => operation('__proto__' as OperationName)).toThrow(RangeError);
  });
});
