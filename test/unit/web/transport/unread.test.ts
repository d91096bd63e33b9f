import { expect, test } from 'vitest';
import { Unread } from '../../../../web/transport/unread';

const piece = (size: number, value = 0) => new Uint8Array(size).fill(value);

function all(unread: Unread): number[] {
  const values: number[] = [];
  for (let one = unread.take(); one; one = unread.take()) values.push(one[0] ?? -1);
  return values;
}

test('what has come is read in its order, and nothing is left out', () => {
  const unread = new Unread();
  for (let n = 0; n < 100; n++) unread.add(piece(70_000, n));
  expect(unread.bytes).toBe(7_000_000);
  expect(all(unread)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(unread.bytes).toBe(0);
});

test('while it is let go only the newest 64 KiB stay; everything again once the reader has caught up', () => {
  let now = 0;
  const unread = new Unread(() => now);
  for (let n = 0; n < 10; n++) unread.add(piece(30_000, n));
  unread.letGo(300);
  expect(all(unread)).toEqual([7, 8, 9]);
  for (let n = 10; n < 20; n++) unread.add(piece(30_000, n));
  now = 300;
  for (let n = 10; n < 20; n++) unread.add(piece(30_000, n));
  expect(all(unread)).toEqual([17, 18, 19]);
  for (let n = 20; n < 30; n++) unread.add(piece(30_000, n));
  expect(all(unread)).toHaveLength(10);
});

test('what would have scrolled away unseen is left out, so that a flood does not fill the memory', () => {
  const unread = new Unread();
  for (let n = 0; n < 1000; n++) unread.add(piece(64 * 1024, n % 256));
  expect(unread.bytes).toBeLessThan(8 * 1024 * 1024);
  expect(all(unread).at(-1)).toBe(999 % 256);
});

test('a single piece stays however large it is', () => {
  const unread = new Unread();
  unread.add(piece(10_000_000, 5));
  unread.letGo(300);
  expect(all(unread)).toEqual([5]);
});
