import type { WorkProgress } from './job-progress';

/** A file on its way between this tab and the engine. It ends with the tab. */
export interface FileOnItsWay {
  readonly id: string;
  readonly direction: 'down' | 'up';
  /** The file's name in the browser. */
  readonly name: string;
  /** `waiting`: another file goes first. `done`: the whole file has arrived. */
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** In bytes; `total` is 0 where nobody knows how long it will be. */
  readonly progress: WorkProgress;
  /** Why it failed, or what it waits for: a sentence. */
  readonly message: string;
  /** The job that takes an uploaded file; empty before it has begun, and for downloads. */
  readonly job: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended?: number;
}

/** Whether a file's way is over. */
export function hasArrived({ state }: FileOnItsWay): boolean {
  return state !== 'waiting' && state !== 'running';
}
