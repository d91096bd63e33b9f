import { describe, expect, test } from 'vitest';
import { base64, drive, hasUcode, titled } from './ucode';

interface Outcome {
  body: string;
  end: boolean;
  failure: string | null;
  /** How often the short way was taken. */
  runs: number;
  /** Pieces that were announced with another size than theirs. */
  wrong: number;
}

const chunk = (size: number, at: number) => `${size.toString(16)}\r\n${String(at % 10).repeat(size)}\r\n`;
const answer = (sizes: readonly number[]) =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${sizes.map(chunk).join('')}0\r\n\r\n`;
const pass = (text: string, most: number, short: number) =>
  drive('run', { answer: base64(text), most, short }) as Outcome;

describe.skipIf(!hasUcode)(titled('cgi/run.uc'), () => {
  const sizes = [
    ...Array<number>(40).fill(20_000),
    70_000,
    70_000,
    16_384,
    16_384,
    5,
    24_576,
    24_576,
    49_152,
    1,
    17_000,
  ];
  const body = Buffer.from(sizes.map((size, at) => String(at % 10).repeat(size)).join('')).toString('base64');

  test.each([
    [24_576, 1_000_000],
    [24_576, 7],
    [24_576, 2],
    [4_096, 5],
    [1_000_000, 3],
  ])('passes chunks on in pieces of at most %i bytes, whole, when each %ith read is short', (most, short) => {
    const got = pass(answer(sizes), most, short);
    expect(got).toMatchObject({ end: true, failure: null, wrong: 0 });
    expect(got.body === body).toBe(true);
    expect(got.runs).toBeGreaterThan(0);
  });

  test('leaves a chunk that is longer than its size to the parser, which calls it broken', () => {
    const wrong = answer(sizes).replace('1\r\n4e20\r\n2', '11\r\n4e20\r\n2');
    expect(wrong).not.toBe(answer(sizes));
    expect(pass(wrong, 24_576, 1_000_000)).toMatchObject({ end: false, failure: 'broken' });
  });

  test('leaves an answer that ends within a chunk to the parser, which calls it broken', () => {
    const cut = answer(sizes).slice(0, 200_000);
    expect(pass(cut, 24_576, 1_000_000)).toMatchObject({ end: false, failure: 'broken' });
  });
});
