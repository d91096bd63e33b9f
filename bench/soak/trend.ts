import { median } from '../report';
import type { Sample } from './gauges';

/** How a daemon's memory went under load. */
export interface Trend {
  /** Bytes: the median of the first and of the last quarter after the warm-up. */
  readonly early: number;
  readonly late: number;
  /** What it gained between them, per hour. */
  readonly perHour: number;
}

/** The first quarter of the samples is the warm-up: caches fill, and the allocator finds its size. */
export function trend(samples: readonly Sample[]): Trend {
  const warm = samples.slice(Math.floor(samples.length / 4));
  const quarter = Math.max(1, Math.floor(warm.length / 4));
  const [first, last] = [warm.slice(0, quarter), warm.slice(-quarter)];
  const early = median(first.map(({ memory }) => memory));
  const late = median(last.map(({ memory }) => memory));
  const hours = (median(last.map(({ at }) => at)) - median(first.map(({ at }) => at))) / 3600;
  return { early, late, perHour: hours > 0 ? (late - early) / hours : 0 };
}
