/** One life of a container, from a start to its end. Times are milliseconds since 1970. */
export interface Run {
  readonly startedAt: number;
  endedAt: number | null;
  /** While it was paused; the last may still last. */
  readonly pauses: { readonly from: number; to: number | null }[];
  /** Whether it says its last words: a killed one does not. */
  lastWords: boolean;
  /** Fires when it has ended: followed logs, execs and attachments end with it. */
  readonly over: AbortController;
}

/** A run that begins now. */
export function newRun(startedAt: number): Run {
  return { startedAt, endedAt: null, pauses: [], lastWords: false, over: new AbortController() };
}

/** How long a run was at work until `at`: pauses do not count. */
export function activeTime(run: Run, at: number): number {
  const until = Math.min(at, run.endedAt ?? at);
  let time = Math.max(0, until - run.startedAt);
  for (const { from, to } of run.pauses)
    time -= Math.max(0, Math.min(to ?? until, until) - Math.min(from, until));
  return Math.max(0, time);
}

/** Whether it was paused at that time. */
export function wasPaused(run: Run, at: number): boolean {
  return run.pauses.some(({ from, to }) => at >= from && (to === null || at < to));
}
