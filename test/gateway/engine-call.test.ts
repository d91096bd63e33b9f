import { describe, expect, test } from 'vitest';
import { engineCall } from '../../gateway/engine/call';
import table from '../../lib/engine/operations.json';

const of = (request: string) => {
  const [method = '', target = ''] = request.split(' ');
  const [path = '', query = ''] = target.split('?');
  return engineCall(method, path, query);
};

describe('what passes', () => {
  test('every operation of the table is found by its own path', () => {
    for (const { name, method, path } of table.operations) {
      const example = path.replace('{exec}', 'abc123').replace(/\{\w+\}/g, 'thing');
      expect(engineCall(method, `/v1.43${example}`, '')).toMatchObject({
        row: { name },
        target: `/v1.43${example}`,
      });
    }
  });

  test.each([
    ['GET /_ping', 'SystemPing', '/_ping'],
    [
      'GET /v1.43/containers/json?all=1&filters=%7B%22status%22%3A%5B%22running%22%5D%7D',
      'ContainerList',
      '/v1.43/containers/json?all=1&filters=%7B%22status%22%3A%5B%22running%22%5D%7D',
    ],
    [
      'GET /v1.43/images/lscr.io/linuxserver/sonarr:latest/json',
      'ImageInspect',
      '/v1.43/images/lscr.io/linuxserver/sonarr:latest/json',
    ],
    ['GET /images/alpine%3A3.20/json', 'ImageInspect', '/images/alpine:3.20/json'],
    ['GET /images/get?names=a&names=b', 'ImageGetAll', '/images/get?names=a&names=b'],
    [
      'GET /containers/web/archive?path=%2Fetc%2Fa+b',
      'ContainerArchive',
      '/containers/web/archive?path=%2Fetc%2Fa%20b',
    ],
  ])('%s', (request, name, target) => {
    expect(of(request)).toMatchObject({ row: { name }, target });
  });
});

describe('what is refused', () => {
  test.each([
    ['no operation', 'GET /containers'],
    ['another method', 'DELETE /containers/json/json'],
    ['a debugging endpoint', 'GET /debug/pprof/'],
    ['grpc', 'POST /grpc'],
    ['an odd version', 'GET /v1.043/info'],
    ['another odd version', 'GET /V1.43/info'],
    ['two versions', 'GET /v1.43/v1.43/info'],
    ['a version without its point', 'GET /v1/info'],
    ['another letter case', 'GET /Containers/json'],
    ['an encoded letter', 'GET /%63ontainers/json'],
    ['an encoded letter in a name', 'GET /containers/%77eb/json'],
    ['an encoded slash', 'GET /containers/a%2Fb/json'],
    ['an encoded line break', 'GET /containers/a%0d%0ab/json'],
    ['an encoded NUL', 'GET /containers/a%00/json'],
    ['a trailing slash', 'GET /info/'],
    ['dots in an image', 'GET /images/a/../../b/json'],
    ['a name that begins with a dot', 'GET /containers/.ssh/json'],
    ['a name that is too long', `GET /containers/${'a'.repeat(256)}/json`],
    ['an unknown parameter', 'GET /info?x=1'],
    ['a parameter of every object', 'GET /info?__proto__=1'],
    ['a parameter of the path in the query', 'GET /containers/web/json?container=other'],
    ['a parameter twice', 'GET /containers/json?all=0&all=1'],
    ['a boolean that is none', 'GET /containers/json?all=yes'],
    ['filters that are no JSON', 'GET /containers/json?filters={'],
    ['an integer in another notation', 'GET /containers/json?limit=1e9'],
    ['a line break in a value', 'DELETE /images/a?platforms=a%0d%0aX:%20y'],
    ['an unknown signal', 'POST /containers/web/kill?signal=KILL;ls'],
  ])('%s: %s', (_, request) => {
    expect(() => of(request)).toThrow(expect.objectContaining({ name: 'Refusal' }) as Error);
  });

  test.each([
    ['a pair without a value', 'all'],
    ['an empty pair', 'all=1&&size=1'],
    ['a semicolon', 'all=1;size=1'],
    ['a broken escape', 'all=%zz'],
    ['bytes that are not UTF-8', 'filters=%ff'],
  ])('a query with %s', (_, query) => {
    expect(() => engineCall('GET', '/containers/json', query)).toThrow(
      expect.objectContaining({ name: 'Refusal', status: 400 }) as Error,
    );
  });

  test('the refusal says what it is about', () => {
    expect(() => of('GET /containers/json?everything=1')).toThrow(
      'ContainerList has no parameter "everything"',
    );
    expect(() => of('GET /secret')).toThrow('GET "/secret" is no operation of the Engine API');
  });

  test('JSON is written anew: of two keys of one name only one arrives', () => {
    const { target } = engineCall(
      'GET',
      '/containers/json',
      `filters=${encodeURIComponent('{"id":["a"],"id":["b"]}')}`,
    );
    expect(decodeURIComponent(target)).toBe('/containers/json?filters={"id":["b"]}');
  });
});
