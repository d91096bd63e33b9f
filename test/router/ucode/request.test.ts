import { describe, expect, test } from 'vitest';
import { base64, call, hasUcode, one, titled } from './ucode';

const bytes = (text: string) => ({ base64: base64(text) });

describe.skipIf(!hasUcode)(titled('request.uc'), () => {
  const prepare = (request: object, roles: string[], options?: object) =>
    one('request.prepare', { api_version: '1.41', parameters: {}, ...request }, roles, options ?? null);

  test('writes head and body of a call', () => {
    expect(
      prepare({ operation: 'ContainerCreate', parameters: { name: 'x' }, body: '{"Image":"a"}' }, ['admin'], {
        host: '192.168.1.2:2375',
      }),
    ).toMatchObject({
      head:
        'POST /v1.41/containers/create?name=x HTTP/1.1\r\nHost: 192.168.1.2:2375\r\nUser-Agent: luci-app-dockerman\r\n' +
        'Connection: close\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n',
      body: '{"Image":"a"}',
      masked: false,
    });
  });

  test('tells the engine that a POST has no body, and nothing of one on a GET', () => {
    expect(
      prepare({ operation: 'ContainerStart', parameters: { container: 'a' } }, ['operator']),
    ).toMatchObject({
      head: expect.stringContaining('\r\nContent-Length: 0\r\n') as string,
    });
    expect(prepare({ operation: 'ContainerList' }, ['viewer'])).toMatchObject({
      head: expect.not.stringContaining('Content-') as string,
    });
  });

  test('frames an upload by its length, or in chunks', () => {
    const request = { operation: 'PutContainerArchive', parameters: { container: 'a', path: '/' } };
    expect(prepare(request, ['admin'], { length: 12 })).toMatchObject({
      head: expect.stringContaining('Content-Type: application/x-tar\r\nContent-Length: 12\r\n') as string,
    });
    expect(prepare(request, ['admin'])).toMatchObject({
      head: expect.stringContaining('Transfer-Encoding: chunked\r\n') as string,
    });
  });

  test('takes an archive for a row that has one only with some parameters, and more headers', () => {
    const request = { operation: 'ImageCreate', parameters: { fromSrc: '-' } };
    expect(prepare(request, ['admin'], { archive: true, length: 12, headers: { 'X-A': 'b' } })).toMatchObject(
      {
        head: expect.stringContaining(
          'X-A: b\r\nContent-Type: application/x-tar\r\nContent-Length: 12\r\n',
        ) as string,
      },
    );
    expect(prepare(request, ['admin'])).toMatchObject({
      head: expect.stringContaining('\r\nContent-Length: 0\r\n') as string,
    });
  });

  // Go's server does not notice that the client of a request with a body has gone when it said so
  test('does not ask the engine to close the connection of a request that may be broken off', () => {
    const request = { operation: 'ImageBuild', parameters: {} };
    expect(prepare(request, ['admin'], { keep: true, length: 12 })).toMatchObject({
      head: expect.not.stringContaining('Connection') as string,
    });
  });

  test('asks without a version only for the ping', () => {
    expect(prepare({ operation: 'SystemPing', api_version: '' }, ['viewer'])).toMatchObject({
      head: expect.stringMatching(/^GET \/_ping HTTP/) as string,
    });
    expect(prepare({ operation: 'ContainerList', api_version: '' }, ['viewer'])).toEqual({
      failure: 'refused',
      message: 'api_version is missing',
    });
  });

  test.each([
    '1',
    '1.',
    '.41',
    '1.41/../..',
    '1.41\r\n',
    'v1.41',
    '1.4.1',
    '-1.1',
    '1.41 ',
    '999999.9',
    1.41,
    { a: 1 },
  ])('refuses the version %j', (api_version) => {
    expect(prepare({ operation: 'ContainerList', api_version }, ['viewer'])).toEqual({
      failure: 'refused',
      message: 'api_version must be like 1.41',
    });
  });

  test.each([
    ['text', 'x', 'body is not a JSON object'],
    ['a list', '[]', 'body is not a JSON object'],
    ['half an object', '{"a":', 'body is not a JSON object'],
    ['text with a NUL', bytes('{"a":1}\0'), 'body is not a JSON object'],
    ['an object that is no text', { a: 1 }, 'body must be JSON text'],
    ['more than 64 KiB', JSON.stringify({ a: 'x'.repeat(65536) }), 'body is longer than 65536 bytes'],
  ])('refuses a body that is %s', (_, body, message) => {
    expect(prepare({ operation: 'ContainerCreate', body }, ['admin'])).toEqual({
      failure: 'refused',
      message,
    });
  });

  test('refuses a body where none belongs', () => {
    expect(prepare({ operation: 'ContainerList', body: '{}' }, ['viewer'])).toEqual({
      failure: 'refused',
      message: 'ContainerList takes no body',
    });
  });

  test.each([
    ['a row that the router does not serve', 'SwarmInit'],
    ['no operation', undefined],
    ['an operation that is no name', { a: 'ContainerList' }],
    ['a name with a NUL', bytes('ContainerList\0')],
  ])('refuses %s', (_, operation) => {
    expect(prepare({ operation }, ['viewer', 'operator', 'admin'])).toEqual({
      failure: 'refused',
      message: 'The router does not serve this operation.',
    });
  });

  test('each role serves its own rows', () => {
    const asked = (roles: string[]) =>
      ['SystemVersion', 'ContainerStart', 'ContainerDelete'].map((operation) => {
        const parameters = operation === 'SystemVersion' ? {} : { container: 'a' };
        const answer = prepare({ operation, parameters }, roles) as { failure?: string };
        return answer.failure ?? 'served';
      });
    expect(asked(['viewer'])).toEqual(['served', 'forbidden', 'forbidden']);
    expect(asked(['operator'])).toEqual(['forbidden', 'served', 'forbidden']);
    expect(asked(['admin'])).toEqual(['forbidden', 'forbidden', 'served']);
    expect(asked(['viewer', 'operator', 'admin'])).toEqual(['served', 'served', 'served']);
    expect(asked([])).toEqual(['forbidden', 'forbidden', 'forbidden']);
  });

  test('masks an inspect for viewers, and gives operators the whole', () => {
    const inspect = { operation: 'ContainerInspect', parameters: { container: 'a' } };
    expect(prepare(inspect, ['viewer'])).toMatchObject({ masked: true, role: 'viewer' });
    expect(prepare(inspect, ['operator'])).toMatchObject({ masked: false, role: 'operator' });
    expect(prepare(inspect, ['viewer', 'operator'])).toMatchObject({ masked: false });
    expect(prepare(inspect, ['admin'])).toMatchObject({ failure: 'forbidden' });
  });

  test('serves only the kinds that the way can carry', () => {
    expect(prepare({ operation: 'SystemEvents' }, ['viewer'], { kinds: ['json'] })).toEqual({
      failure: 'refused',
      message: 'SystemEvents cannot be carried here: its kind is stream.',
    });
  });

  test('says what to do when the table is gone', () => {
    const asked = ['request.prepare', { operation: 'ContainerList' }, ['viewer']] as const;
    expect(call(['operations.load', '/nonexistent'], asked)[1]).toEqual({
      failure: 'broken',
      message: 'The operations table is missing or damaged. Install luci-app-dockerman again.',
    });
  });
});
