import { describe, expect, test } from 'vitest';
import { base64, drive, hasUcode, one, titled } from './ucode';

interface Outcome {
  head: { status: number; reason: string; headers: Record<string, string> } | null;
  body: string;
  end: boolean;
  failure: string | null;
  message: string | null;
}

/** The one outcome of an answer however it is cut; fails where there are several. */
function parse(
  answer: string,
  options: { method?: string; close?: boolean; cuts?: 'all' | 'ahead' } = {},
): Outcome {
  const outcomes = drive('parse', { answer: base64(answer), ...options }) as Outcome[];
  expect(outcomes).toHaveLength(1);
  const [outcome] = outcomes;
  if (!outcome) throw new Error('no outcome');
  return { ...outcome, body: Buffer.from(outcome.body, 'base64').toString('latin1') };
}

const head = (...lines: string[]) => ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');

describe.skipIf(!hasUcode)(titled('http.uc'), () => {
  test('reads a body of known length, with NUL and bytes that are no UTF-8, however it is cut', () => {
    const got = parse(head('Content-Type: a/b', 'Content-Length: 6') + 'a\0\xff\r\nz', { cuts: 'all' });
    expect(got).toMatchObject({ body: 'a\0\xff\r\nz', end: true, failure: null });
    expect(got.head?.status).toBe(200);
    expect(got.head?.headers['content-type']).toBe('a/b');
  });

  test('reads chunks with extensions and trailers however they are cut', () => {
    const chunks = '3\r\nab\0\r\nA;x="y"\r\n0123456789\r\n1 \r\nz\r\n000\r\nT: v\r\n\r\n';
    expect(parse(head('transfer-encoding: Chunked') + chunks, { cuts: 'all' })).toMatchObject({
      body: 'ab\x000123456789z',
      end: true,
      failure: null,
    });
  });

  test('reads large chunks of equal and of different sizes in reads of the size that it asks for', () => {
    const sizes = [20_000, 20_000, 20_000, 16_384, 16_384, 70_000, 20_000, 20_000, 3, 20_000];
    const chunk = (size: number, at: number) => `${size.toString(16)}\r\n${String(at).repeat(size)}\r\n`;
    const answer = `${head('Transfer-Encoding: chunked')}${sizes.map(chunk).join('')}0\r\n\r\n`;
    const got = parse(answer, { cuts: 'ahead' });
    expect(got).toMatchObject({ end: true, failure: null });
    expect(got.body === sizes.map((size, at) => String(at).repeat(size)).join('')).toBe(true);
    const wrong = answer.replace(`${'1'.repeat(10)}\r\n4e20`, `${'1'.repeat(10)}1\r\n4e20`);
    expect(wrong).not.toBe(answer);
    expect(parse(wrong, { cuts: 'ahead' }).failure).toBe('broken');
  });

  test('reads until the connection closes where no length is told', () => {
    expect(parse(head('A: b') + 'abc', { close: true })).toMatchObject({ body: 'abc', end: true });
    expect(parse(head('A: b') + 'abc')).toMatchObject({ body: 'abc', end: false, failure: null });
  });

  test('gives up an engine that sends interim answers and nothing else', () => {
    expect(parse('HTTP/1.1 100 Continue\r\n\r\n'.repeat(40))).toMatchObject({
      failure: 'broken',
      body: '',
    });
  });

  test('leaves interim answers out', () => {
    const got = parse(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n${head('Content-Length: 1')}x`,
    );
    expect(got).toMatchObject({ body: 'x', end: true, failure: null });
    expect(got.head?.headers).toEqual({ 'content-length': '1' });
  });

  test('takes 101 as the raw connection', () => {
    const got = parse('HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nraw\0bytes', { close: true });
    expect(got).toMatchObject({ body: 'raw\0bytes', end: true });
  });

  test.each([
    ['HEAD', head('Content-Length: 10')],
    ['GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n'],
    ['GET', head('Content-Length: 0')],
    ['GET', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n'],
  ])('ends a %s answer without a body at its head: %j', (method, answer) => {
    expect(parse(answer, { method })).toMatchObject({ body: '', end: true, failure: null });
  });

  test('joins repeated headers and trims their values', () => {
    expect(parse(head('A:  x \t', 'a: y', 'Content-Length: 0')).head?.headers.a).toBe('x, y');
  });

  test.each([
    ['two lengths that differ', head('Content-Length: 1', 'Content-Length: 2') + 'ab'],
    ['two lengths that are equal', head('Content-Length: 1', 'Content-Length: 1') + 'a'],
    ['a list of lengths', head('Content-Length: 1, 1') + 'a'],
    ['a length and chunks', head('Content-Length: 5', 'Transfer-Encoding: chunked') + '0\r\n\r\n'],
    ['two transfer encodings', head('Transfer-Encoding: gzip', 'Transfer-Encoding: chunked') + '0\r\n\r\n'],
    ['an unknown transfer encoding', head('Transfer-Encoding: gzip, chunked') + '0\r\n\r\n'],
    ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a negative length', head('Content-Length: -1')],
    ['a signed length', head('Content-Length: +1') + 'a'],
    ['a hexadecimal length', head('Content-Length: 0x1') + 'a'],
    ['an empty length', head('Content-Length:')],
    ['a huge length', head('Content-Length: 99999999999999999999')],
    ['a space before the colon', head('Content-Length : 1') + 'a'],
    ['a folded line', head('A: b', ' c', 'Content-Length: 0')],
    ['a line without a colon', head('nonsense')],
    ['a header without a name', head(': x')],
    ['a name that is no token', head('a\xe9: x')],
    ['a NUL in the head', head('A: x\0y')],
    ['a bare LF in the head', 'HTTP/1.1 200 OK\r\nA: b\nContent-Length: 1\r\n\r\na'],
    ['bare LFs alone', 'HTTP/1.1 200 OK\nContent-Length: 1\n\na'],
    ['a bare CR in the head', head('A: b\rContent-Length: 1', 'Content-Length: 0')],
    ['another protocol', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status that is no number', 'HTTP/1.1 2x0 OK\r\n\r\n'],
    ['a status out of range', 'HTTP/1.1 999 OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['bytes after the end', head('Content-Length: 1') + 'ab'],
    ['bytes after the last chunk', head('Transfer-Encoding: chunked') + '0\r\n\r\nx'],
    ['bytes after an answer without a body', 'HTTP/1.1 204 No Content\r\n\r\nx'],
    ['a chunk longer than its size', head('Transfer-Encoding: chunked') + '1\r\nab\r\n0\r\n\r\n'],
    ['a chunk without a size', head('Transfer-Encoding: chunked') + ';x\r\n'],
    ['a chunk size with a sign', head('Transfer-Encoding: chunked') + '-1\r\n'],
    ['a chunk size that overflows', head('Transfer-Encoding: chunked') + 'fffffffffffffffff\r\n'],
    ['a bare LF behind a chunk size', head('Transfer-Encoding: chunked') + '1\na\r\n0\r\n\r\n'],
    ['a bare LF in an extension', head('Transfer-Encoding: chunked') + '1;x\na\r\n0\r\n\r\n'],
    ['a bare LF in a trailer', head('Transfer-Encoding: chunked') + '0\r\nA: b\n\r\n'],
  ])('refuses %s', (_, answer) => {
    const { failure, message } = parse(answer);
    expect(failure).toBe('broken');
    expect(message).toBe("The engine's answer is no valid HTTP");
  });

  test.each([
    ['in its head', 'HTTP/1.1 200 OK\r\nA'],
    ['in its body', head('Content-Length: 3') + 'ab'],
    ['in a chunk', head('Transfer-Encoding: chunked') + '3\r\nab'],
    ['before the last chunk', head('Transfer-Encoding: chunked') + '2\r\nab\r\n'],
    ['in the last chunk', head('Transfer-Encoding: chunked') + '0\r\n\r'],
  ])('an answer that ends %s is broken', (_, answer) => {
    expect(parse(answer, { close: true })).toMatchObject({
      end: false,
      failure: 'broken',
      message: 'The engine closed the connection before its answer was complete.',
    });
  });

  test('no answer at all is broken', () => {
    expect(drive('parse', { answer: '', close: true })).toMatchObject([
      { failure: 'broken', message: 'The engine closed the connection without an answer.' },
    ]);
  });

  test('bounds the extensions of chunks', () => {
    const answer = (size: number) =>
      `${head('Transfer-Encoding: chunked')}1;${'x'.repeat(size)}\r\na\r\n0\r\n\r\n`;
    expect(parse(answer(500), { cuts: 'ahead' }).end).toBe(true);
    expect(parse(answer(1100), { cuts: 'ahead' }).failure).toBe('broken');
  });

  test('refuses a head above 64 KiB, whole and in parts', () => {
    const large = Buffer.from(head(...Array<string>(70).fill(`A: ${'x'.repeat(1000)}`))).toString('base64');
    expect(drive('large-head', { answer: large })).toEqual(['broken', 'broken']);
  });

  test('writes the head of a request', () => {
    expect(
      one('http.request_head', 'POST', '/v1.41/x?y=z', { host: 'h:1', type: 'application/json', length: 12 }),
    ).toBe(
      'POST /v1.41/x?y=z HTTP/1.1\r\nHost: h:1\r\nUser-Agent: luci-app-dockerman\r\nConnection: close\r\n' +
        'Content-Type: application/json\r\nContent-Length: 12\r\n\r\n',
    );
    expect(one('http.request_head', 'PUT', '/x', { length: 'chunked' })).toContain(
      'Transfer-Encoding: chunked\r\n',
    );
    expect(one('http.request_head', 'POST', '/x', { upgrade: true })).toContain(
      'Connection: Upgrade\r\nUpgrade: tcp\r\n',
    );
  });
});
