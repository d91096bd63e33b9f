import { describe, expect, test } from 'vitest';
import { base64, call, hasUcode, one, titled } from './ucode';

const bytes = (text: string) => ({ base64: base64(text) });

describe.skipIf(!hasUcode)(titled('reply.uc'), () => {
  const head = (type: string, more = {}) => ({ status: 200, headers: { 'content-type': type, ...more } });

  test('carries text as text and anything else as base64', () => {
    expect(
      call(
        ['reply.reply_of', head('application/json; charset=utf-8'), '{"a":"ä"}'],
        ['reply.reply_of', head('text/plain'), 'ä€😀\n'],
        ['reply.reply_of', head('text/plain'), bytes('\xe4')],
        ['reply.reply_of', head('application/json'), bytes('{}\0')],
        ['reply.reply_of', head('text/plain'), ''],
      ),
    ).toEqual([
      { status: 200, type: 'application/json; charset=utf-8', body: '{"a":"ä"}' },
      { status: 200, type: 'text/plain', body: 'ä€😀\n' },
      { status: 200, type: 'text/plain', base64: base64('\xe4') },
      { status: 200, type: 'application/json', base64: base64('{}\0') },
      { status: 200, type: 'text/plain', body: '' },
    ]);
  });

  test('keeps the headers that clients need, and no others', () => {
    const headers = { 'api-version': '1.41', server: 'x' };
    expect(one('reply.reply_of', head('text/plain', headers), 'OK')).toMatchObject({
      headers: { 'api-version': '1.41' },
    });
  });

  test.each([
    '\xc0\xaf',
    '\xed\xa0\x80',
    '\xf4\x90\x80\x80',
    '\xe2\x82',
    '\x80',
    '\xff',
    '\xf0\x80\x80\x80',
    'a\xc3',
  ])('tells that %j is no UTF-8', (text) => {
    expect(one('bytes.utf8_text', bytes(text))).toBe(false);
  });

  test('bounds what goes over the wire, base64 as it goes', () => {
    const fields = (type: string, text: string, times: number) =>
      Object.keys(one('reply.reply_of', head(type), bytes(text.repeat(times))) as object);
    expect(fields('application/json', 'x', 898_900)).toContain('body');
    expect(fields('application/json', 'x', 899_000)).toEqual(['failure', 'message']);
    expect(fields('text/plain', '\xff', 674_000)).toContain('base64');
    expect(fields('text/plain', '\xff', 675_000)).toEqual(['failure', 'message']);
  });
});
