import { describe, expect, it } from 'vitest';
import {
  cursorOf,
  longestTimestamp,
  milliseconds,
  timestampLength,
} from '../../../../lib/engine/decode/timestamp';

describe('timestamps', () => {
  it.each([
    ['2026-03-01T12:00:00.123456789Z', '1772366400.123456789', 1772366400123.4568],
    ['2026-03-01T12:00:00Z', '1772366400.000000000', 1772366400000],
    ['2026-03-01T12:00:00.5Z', '1772366400.500000000', 1772366400500],
    ['2026-03-01T13:00:00.000000001+01:00', '1772366400.000000001', 1772366400000],
    ['1969-12-31T23:59:59Z', '-1.000000000', -1000],
  ])('are read to the nanosecond: %s', (time, cursor, at) => {
    expect(cursorOf(time)).toBe(cursor);
    expect(milliseconds(time)).toBeCloseTo(at, 2);
  });

  it.each([
    '',
    'x',
    '0001-01-01T00:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-03-01',
    '2026-03-01T12:00:00.Z',
    ' 2026-03-01T12:00:00Z',
  ])("that are none, or Go's zero, are no time: %j", (time) => {
    expect(cursorOf(time)).toBeUndefined();
    expect(milliseconds(time)).toBeUndefined();
  });

  it.each([
    ['2026-03-01T12:00:00.123456789Z text', 31],
    ['2026-03-01T12:00:00Z ', 21],
    ['2026-03-01T12:00:00.123456789+02:00 text', 36],
    ['2026-03-01T12:00:00.123456789Z', 0],
    ['2026-03-01T12:00:00.1234567890Z x', 0],
    ['', 0],
  ])('in front of a line are measured with their space: %j', (line, length) => {
    expect(timestampLength(line)).toBe(length);
    expect(length).toBeLessThanOrEqual(longestTimestamp);
  });
});
