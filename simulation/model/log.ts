import type { ServiceLog } from '../catalogue/service';
import { fraction, hash, hex, pick } from '../random';
import { wasPaused, type Run } from './run';

/** A line that a container has written. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly stream: 'stdout' | 'stderr';
  /** Without its end of line. */
  readonly text: string;
}

// what an engine's log rotation would have kept
const keptLines = 2000;
const startStep = 40;

const hosts = ['openwrt.org', 'example.com', 'api.github.com', 'tracker.example.net', 'pool.ntp.org'];

/** When the line of that number was or will be written: those of the start at once, then one after another, never evenly. */
function timeOf(log: ServiceLog, key: string, run: Run, index: number): number {
  const start = run.startedAt + startStep * Math.min(index + 1, log.start.length);
  const later = index - log.start.length + 1;
  if (later <= 0) return start;
  return Math.round(start + log.every * 1000 * (later + 0.8 * (fraction(key, 'jitter', index) - 0.5)));
}

function lineOf(template: string, key: string, index: number, at: number): LogLine {
  const error = template.startsWith('!');
  const text = (error ? template.slice(1) : template).replace(
    /\{(\w+)\}/g,
    (whole, name: string, place: number) => {
      switch (name) {
        case 'number':
          return String(hash(key, index, place) % 1000);
        case 'address':
          return `192.168.1.${2 + (hash(key, index, place) % 250)}`;
        case 'hex':
          return hex(8, key, index, place);
        case 'host':
          return pick(hosts, key, index, place);
        case 'time':
          return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
        default:
          return whole;
      }
    },
  );
  return { at, stream: error ? 'stderr' : 'stdout', text };
}

function line(log: ServiceLog, key: string, run: Run, index: number): LogLine {
  const template = log.start[index] ?? pick(log.lines, key, 'line', index);
  return lineOf(template, key, index, timeOf(log, key, run, index));
}

/** The number of the first line that is written at `at` or later. */
function firstFrom(log: ServiceLog, key: string, run: Run, at: number): number {
  const steady = (at - run.startedAt - startStep * log.start.length) / (log.every * 1000);
  let index = Math.max(0, Math.floor(steady) - 2 + log.start.length);
  if (steady < 2) index = 0;
  while (timeOf(log, key, run, index) < at) index += 1;
  return index;
}

/**
 * What a run has written from `since` up to (not including) `until`, at most the last `tail` lines of it. A pure function of its arguments:
 * nothing has to be kept, however long a container has been running.
 */
export function linesBetween(
  log: ServiceLog,
  key: string,
  run: Run,
  since: number,
  until: number,
  tail: number = keptLines,
): LogLine[] {
  const end = Math.min(until, run.endedAt ?? until);
  const after = firstFrom(log, key, run, end);
  const most = Math.min(tail, keptLines);
  const lines: LogLine[] = [];
  if (run.endedAt !== null && run.lastWords && run.endedAt >= since && run.endedAt < until)
    (log.end ?? []).forEach((template, at) => lines.push(lineOf(template, key, -1 - at, run.endedAt ?? 0)));
  lines.reverse();
  for (let index = after - 1; index >= 0 && lines.length < most; index--) {
    const at = timeOf(log, key, run, index);
    if (at < since) break;
    if (!wasPaused(run, at)) lines.push(line(log, key, run, index));
  }
  return lines.slice(0, most).reverse();
}

/** When a run writes its next line at or after `at`. */
export function nextLineAt(log: ServiceLog, key: string, run: Run, at: number): number {
  return timeOf(log, key, run, firstFrom(log, key, run, at));
}
