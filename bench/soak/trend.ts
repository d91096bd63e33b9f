import { median } from '../report';
import type { Sample } from './gauges';

/** How a daemon's memory went under load. */
export interface Trend {
  /** Bytes: the median of the first and of the last third after the warm-up. */
  readonly early: number;
  readonly late: number;
  /** What it gained between them, per hour. */
  readonly perHour: number;
}

/** The first half of the samples is the warm-up: tabs that were left are kept for a minute, caches fill, the allocator finds its size. */
export function trend(samples: readonly Sample[]): Trend {
  const warm = samples.slice(Math.floor(samples.length / 2));
  const third = Math.max(1, Math.floor(warm.length / 3));
  const [first, last] = [warm.slice(0, third), warm.slice(-third)];
  const early = median(first.map(({ memory }) => memory));
  const late = median(last.map(({ memory }) => memory));
  const hours = (median(last.map(({ at }) => at)) - median(first.map(({ at }) => at))) / 3600;
  return { early, late, perHour: hours > 0 ? (late - early) / hours : 0 };
}
