import { describe, expect, test } from 'vitest';
import { operation, target, type Operation } from '../../../lib/engine/operations';
import type { OperationName } from '../../../lib/engine/request';
import { routerOperations } from '../../../scripts/package-files.mjs';
import { base64, call, drive, hasUcode, one, table, titled } from './ucode';

const { operations } = JSON.parse(routerOperations()) as { operations: Operation[] };

/** A value that fits, for each shape. */
const samples: Readonly<Record<string, string | string[]>> = {
  container: 'web_1.a-b',
  image: 'registry.example:5000/a/b@sha256:0a1b',
  network: 'lan',
  volume: 'data',
  exec: '0123abcdef',
  boolean: 'true',
  integer: '-12',
  timestamp: '1700000000.123456789',
  tail: 'all',
  signal: 'SIGRTMIN+3',
  platform: 'linux/arm/v7',
  ps_args: '-eo pid,user,args',
  path: '/etc/ä b&c=d?e#f%41+.txt',
  string: 'it\'s (a) "string"; $x = 1 + 2 ~ * !',
  strings: ['one', 'twö&'],
  filters: '{"label":["a=b","c"],"name":["ä"]}',
  json: '[{"a":null}]',
};

function pathNames(row: Operation): string[] {
  return [...row.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '');
}

/** Every parameter of a row with its shape. */
function shapesOf(row: Operation): [string, string][] {
  return [
    ...pathNames(row).map((name): [string, string] => [name, name]),
    ...Object.entries(row.query ?? {}),
  ];
}

function sample(shape: string): string | string[] {
  const value = samples[shape];
  if (value === undefined) throw new Error(`no sample for the shape ${shape}`);
  return value;
}

const fitting = (row: Operation) =>
  Object.fromEntries(shapesOf(row).map(([name, shape]) => [name, sample(shape)]));

/** The same for lib's `target`, which takes JSON values before they are written. */
const fittingValues = (row: Operation) =>
  Object.fromEntries(
    shapesOf(row).map(([name, shape]) => {
      const value = sample(shape);
      return [name, typeof value === 'string' && /^(filters|json)$/.test(shape) ? JSON.parse(value) : value];
    }),
  );

/** [row, parameter, its shape] for each parameter of each row that the router serves. */
const everyParameter = operations.flatMap((row) =>
  shapesOf(row).map(([name, shape]) => ({ row, name, shape })),
);

const hostile = [
  { what: 'CR LF', value: 'a\r\nX: y', times: 1 },
  { what: 'LF', value: 'a\nb', times: 1 },
  { what: 'NUL', value: 'a\0b', times: 1 },
  { what: 'NUL and CR LF', value: 'a\0\r\n\r\nPOST /containers/create HTTP/1.1', times: 1 },
  { what: 'DEL', value: 'a\x7f', times: 1 },
  { what: '1 MB', value: 'a', times: 1 << 20 },
];

describe.skipIf(!hasUcode)(titled('operations.uc'), () => {
  test('writes the target that lib writes, for every row with every parameter', () => {
    const results = drive('targets', {
      table,
      requests: operations.map((row) => ({ operation: row.name, parameters: fitting(row) })),
    });
    expect(results).toEqual(
      operations.map((row) => ({ target: target(operation(row.name as OperationName), fittingValues(row)) })),
    );
  });

  test.each(hostile)('refuses $what in every parameter of every row, and names it', ({ value, times }) => {
    const bytes = { base64: base64(value), times };
    const results = drive('targets', {
      table,
      requests: everyParameter.map(({ row, name, shape }) => ({
        operation: row.name,
        parameters: {
          ...fitting(row),
          [name]: shape === 'strings' ? ['fine', bytes] : bytes,
        },
      })),
    }) as { failure: string; message: string }[];
    expect(results).toHaveLength(everyParameter.length);
    for (const [at, { failure, message }] of results.entries()) {
      expect(failure).toBe('refused');
      expect(message.startsWith(`${everyParameter[at]?.name} `)).toBe(true);
      expect(message.length).toBeLessThan(200);
    }
  });

  test.each([
    '..',
    '../x',
    'a/../b',
    'a/..',
    '.',
    './a',
    '/etc',
    'a//b',
    'a/',
    '%0d%0a',
    'a%2e%2e',
    'a?b',
    'a#b',
    'a b',
    '',
    'ä',
  ])('refuses %j in the path of every row', (value) => {
    const inPath = everyParameter.filter(({ row, name }) => pathNames(row).includes(name));
    expect(inPath.length).toBeGreaterThan(20);
    const requests = inPath.map(({ row, name }) => ({
      operation: row.name,
      parameters: { ...fitting(row), [name]: value },
    }));
    for (const result of drive('targets', { table, requests }) as object[])
      expect(result).toMatchObject({ failure: 'refused' });
  });

  test('encodes free text so that nothing of it acts as syntax', () => {
    const [written] = drive('targets', {
      table,
      requests: [
        {
          operation: 'ContainerArchive',
          parameters: { container: 'a', path: '/../%0d%0a&x=y HTTP/1.1#' },
        },
      ],
    }) as { target: string }[];
    expect(written?.target).toBe('/containers/a/archive?path=%2F..%2F%250d%250a%26x%3Dy%20HTTP%2F1.1%23');
  });

  test.each([
    ['a missing path parameter', 'ContainerInspect', {}, 'container is missing'],
    ['an unknown parameter', 'ContainerList', { nonsense: 'x' }, 'ContainerList has no parameter nonsense'],
    [
      'an unusable name',
      'ContainerList',
      { 'a\nb': 'x' },
      'ContainerList has no parameter a parameter with an unusable name',
    ],
    ['a number', 'ContainerList', { limit: 1 }, 'limit must be a string'],
    ['an object', 'ContainerList', { filters: {} }, 'filters must be a string'],
    ['a list where none belongs', 'ContainerList', { limit: ['1', '2'] }, 'limit must be a string'],
    ['a list of numbers', 'ImageGetAll', { names: [1] }, 'names must be a string'],
    ['filters that are no JSON', 'ContainerList', { filters: '{' }, 'filters is not a JSON object'],
    ['filters that are no object', 'ContainerList', { filters: '[]' }, 'filters is not a JSON object'],
    // BSD's `e` shows the environment of processes, which viewers get masked
    [
      'options of ps beyond those known',
      'ContainerTop',
      { container: 'a', ps_args: 'axe' },
      'ps_args is not a valid ps_args',
    ],
    ['a boolean that is none', 'ContainerList', { all: 'yes' }, 'all is not a valid boolean'],
  ])('refuses %s', (_, name, parameters, message) => {
    expect(drive('targets', { table, requests: [{ operation: name, parameters }] })).toEqual([
      { failure: 'refused', message },
    ]);
  });

  test('refuses parameters that are no object', () => {
    expect(drive('targets', { table, requests: [{ operation: 'ContainerList', parameters: 'x' }] })).toEqual([
      { failure: 'refused', message: 'parameters must be an object' },
    ]);
  });

  test('knows the rows that the router serves, and no others', () => {
    expect(
      call(
        ['operations.find', 'SwarmInit'],
        ['operations.find', 'nonsense'],
        ['operations.find', null],
        ['operations.find', ['ContainerList']],
      ),
    ).toEqual([null, null, null, null]);
    expect(one('operations.find', 'ContainerList')).toMatchObject({ method: 'GET', role: 'viewer' });
  });

  test('tells a table that is missing or damaged', () => {
    expect(
      call(
        ['operations.load', '/nonexistent'],
        ['operations.available'],
        ['operations.load', new URL('operations.test.ts', import.meta.url).pathname],
        ['operations.find', 'ContainerList'],
        ['operations.load', table],
        ['operations.available'],
      ),
    ).toEqual([false, false, false, null, true, true]);
  });
});
