import { loadavg } from 'node:os';
import targets from './targets.json';

interface Target {
  readonly unit: string;
  readonly against: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

const known: Readonly<Record<string, Target | undefined>> = targets;

/** One measurement, as `npm run bench` prints it. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly against: string;
  readonly target: string;
  readonly ok: boolean;
}

/**
 * Prints one measurement as a JSON line, judged by targets.json.
 * @param name a name of targets.json, with a variant behind a slash where it has several (`event_to_dom_ms/rpcd`)
 * The machine's load of the last minute is told with it: a time says little while the machine does something else.
 * @param detail figures behind the value (medians, both sides of a ratio), for the reader
 */
export function report(name: string, value: number, detail: Readonly<Record<string, unknown>> = {}): Result {
  const target = known[name.split('/')[0] ?? name];
  if (!target) throw new RangeError(`${name} has no target in bench/targets.json`);
  const ok =
    Number.isFinite(value) &&
    (target.atMost === undefined || value <= target.atMost) &&
    (target.atLeast === undefined || value >= target.atLeast);
  const limit = target.atMost === undefined ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
  const result = { name, value: round(value), unit: target.unit, against: target.against, target: limit, ok };
  console.log(JSON.stringify({ ...result, ...detail, load: round(loadavg()[0] ?? 0) }));
  return result;
}

function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** The p-quantile (0 to 1) of some samples, by the nearest rank. NaN without samples. */
export function quantile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

/** The median of some samples. */
export const median = (samples: readonly number[]): number => quantile(samples, 0.5);
