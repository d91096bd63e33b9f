import type { Job } from './job';

/** How far a piece of work or a file is. What nobody knows is left out. */
export interface WorkProgress {
  /** 0 to 1. */
  readonly fraction?: number;
  readonly done: number;
  /** 0: nobody knows. */
  readonly total: number;
  readonly unit: 'bytes' | 'layers' | 'steps';
  /** Bytes per second, over the last seconds. */
  readonly rate?: number;
  /** Seconds until the end, if it goes on like this. */
  readonly left?: number;
}

/** A job with what this browser has measured of it. */
export interface JobRow extends Job {
  /** Bytes per second; left out where there is no figure, and after the end. */
  readonly rate?: number;
  /** Seconds until the end, if it goes on like this. */
  readonly left?: number;
}

/** How far `done` of `total` bytes is, at so many bytes per second. */
export function bytesProgress(done: number, total: number, rate?: number): WorkProgress {
  const known = total > 0;
  const left = known && rate !== undefined && rate > 0 ? Math.max(0, total - done) / rate : undefined;
  return {
    done,
    total,
    unit: 'bytes',
    ...(known ? { fraction: Math.min(1, done / total) } : {}),
    ...(rate === undefined ? {} : { rate }),
    ...(left === undefined ? {} : { left }),
  };
}

/** How much of its way a job has behind it, 0 to 1; undefined where nobody knows. */
export function jobFraction({ progress, state }: Job): number | undefined {
  if (state === 'done') return 1;
  return progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : undefined;
}

/** The bytes of a job, where it tells any. */
export function jobBytes({ progress }: Job): { readonly done: number; readonly total: number } | undefined {
  if (progress?.unit === 'bytes') return progress;
  const bytes = progress?.bytes;
  return bytes && bytes.done + bytes.total > 0 ? bytes : undefined;
}

/** How far a job is, in bytes where it tells them. One that is done is at its end, also where it never told how long its way was. */
export function jobProgress(job: JobRow): WorkProgress {
  const fraction = jobFraction(job);
  const bytes = jobBytes(job);
  const { done, total } = bytes ?? job.progress ?? { done: 0, total: 0 };
  const { rate, left } = job.state === 'running' ? job : {};
  return {
    done,
    total,
    unit: bytes ? 'bytes' : (job.progress?.unit ?? 'steps'),
    ...(fraction === undefined ? {} : { fraction }),
    ...(rate === undefined ? {} : { rate }),
    ...(left === undefined ? {} : { left }),
  };
}
