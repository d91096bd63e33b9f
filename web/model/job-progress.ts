import type { Job } from './job';

/** How far a piece of work or a file is. What nobody knows is left out. */
export interface WorkProgress {
  /** 0 to 1. */
  readonly fraction?: number;
  readonly done: number;
  /** 0: nobody knows. */
  readonly total: number;
  readonly unit: 'bytes' | 'layers' | 'steps';
  /** Units per second, over the last seconds. */
  readonly rate?: number;
  /** Seconds until the end, if it goes on like this. */
  readonly left?: number;
}

/** A job with what this browser has measured of it. */
export interface JobRow extends Job {
  /** Units of its progress per second; left out before there is a figure, and after the end. */
  readonly rate?: number;
}

/** How far `done` of `total` is, at so many units per second. */
export function workProgress(
  done: number,
  total: number,
  unit: WorkProgress['unit'],
  rate?: number,
): WorkProgress {
  const known = total > 0;
  const left = known && rate !== undefined && rate > 0 ? Math.max(0, total - done) / rate : undefined;
  return {
    done,
    total,
    unit,
    ...(known ? { fraction: Math.min(1, done / total) } : {}),
    ...(rate === undefined ? {} : { rate }),
    ...(left === undefined ? {} : { left }),
  };
}

/** How far a job is. One that is done is at its end, also where it never told how long its way was. */
export function jobProgress({ progress, state, rate }: JobRow): WorkProgress {
  const { done, total, unit } = progress ?? { done: 0, total: 0, unit: 'steps' as const };
  if (state === 'done') return { done: Math.max(done, total), total, unit, fraction: 1 };
  return workProgress(done, total, unit, state === 'running' ? rate : undefined);
}
