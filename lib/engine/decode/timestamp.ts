/** The beginning of a log line that was asked for with timestamps: RFC 3339 with up to nine decimals, and a space. */
const prefix = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) /;

const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** The longest timestamp with its space: `2006-01-02T15:04:05.999999999+07:00 `. */
export const longestTimestamp = 36;

/** How long the timestamp at the beginning of a line is, its space included; 0 where there is none. */
export function timestampLength(line: string): number {
  // most lines are told apart by one look: a timestamp has its T at 10
  if (line.charCodeAt(10) !== 0x54) return 0;
  return prefix.exec(line)?.[0].length ?? 0;
}

/** An RFC 3339 time in seconds since 1970 and nanoseconds; undefined for what is none, and for Go's zero time. */
export function parseTimestamp(time: string): { seconds: number; nanoseconds: number } | undefined {
  const [, whole, decimals = '', zone] = parts.exec(time) ?? [];
  if (whole === undefined || zone === undefined || whole.startsWith('0001-')) return undefined;
  const milliseconds = Date.parse(whole + zone);
  if (Number.isNaN(milliseconds)) return undefined;
  return { seconds: milliseconds / 1000, nanoseconds: Number(decimals.padEnd(9, '0')) };
}

/** An RFC 3339 time in milliseconds since 1970 with a fraction; undefined for what is none, and for Go's zero time. */
export function milliseconds(time: string): number | undefined {
  const at = parseTimestamp(time);
  return at && at.seconds * 1000 + at.nanoseconds / 1e6;
}

/**
 * An RFC 3339 time as `since` and `until` take it, `1700000000.123456789`: exact, where a number would lose the last
 * digits. Undefined for what is no time.
 */
export function cursorOf(time: string): string | undefined {
  const at = parseTimestamp(time);
  return at && `${at.seconds}.${String(at.nanoseconds).padStart(9, '0')}`;
}
