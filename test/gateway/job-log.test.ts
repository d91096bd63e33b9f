import { expect, test } from 'vitest';
import { JobLog } from '../../gateway/work/job-log';

test('a log gives what stands behind a position, wherever that is', () => {
  const log = new JobLog();
  const text = 'one\ntwo\nthrée\n';
  for (const line of text.split(/(?<=\n)/)) log.append(line);
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at++) expect(log.after(at).equals(bytes.subarray(at))).toBe(true);
  expect(log.end).toBe(bytes.length);
});

test('a log forgets its oldest lines, and positions stay what they were', () => {
  const log = new JobLog();
  const all = Array.from({ length: 30_000 }, (_, at) => `line ${at}\n`);
  let end = 0;
  for (const line of all) {
    log.append(line);
    end += line.length;
    expect(log.after(end - line.length).toString()).toBe(line);
  }
  expect(log.end).toBe(end);
  const held = log.after(0).toString();
  expect(held.length).toBeLessThanOrEqual(80 * 1024);
  expect(held.length).toBeGreaterThan(63 * 1024);
  expect(all.join('').endsWith(held)).toBe(true);
  expect(held).toMatch(/^line \d+\nline/);
});

test('a log of one line that is longer than all of it keeps the end of it', () => {
  const log = new JobLog();
  log.append(`${'x'.repeat(200_000)}end`);
  expect(log.after(0).toString()).toMatch(/^x+end$/);
  expect(log.after(0)).toHaveLength(64 * 1024);
});
