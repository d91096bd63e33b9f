import type { Failure } from './collection';
import type { Readable } from './store';

/** One line of a log. */
export interface LogLine {
  /** Grows by one per line within a log; older ones that are loaded later have smaller, also negative numbers. */
  readonly number: number;
  /** The engine's timestamp as it is (RFC 3339 with nanoseconds); it sorts as text. */
  readonly timestamp: string;
  readonly stream: 'stdout' | 'stderr';
  /** Without its end of line; control sequences (ANSI) are still in it. Text of the container: never markup. */
  readonly text: string;
  /** Not a line of its own: it goes on where the line before of this stream stopped (a line of more than 64 Ki). */
  readonly continues?: true;
}

/** How much of a log is read. */
export interface LogOptions {
  /** Lines to begin with; default 200. */
  readonly tail?: number | 'all';
  /** Seconds since 1970 (or Docker's own timestamp); nothing before it. */
  readonly since?: number | string;
  readonly until?: number | string;
  /** Default true. */
  readonly follow?: boolean;
  /** Lines kept in memory; older ones are let go. Default 50,000. */
  readonly keep?: number;
}

/**
 * - `loading`: the first lines are not here yet
 * - `following`: new lines come as they are written
 * - `ended`: the whole is here (no follow, or the container has ended)
 * - `reconnecting`, `idle`: as with a collection; no line gets lost
 * - `failed`: see `failure`
 */
export type LogPhase = 'loading' | 'following' | 'ended' | 'reconnecting' | 'idle' | 'failed';

/** A log as far as it is here. */
export interface LogState {
  readonly phase: LogPhase;
  /** The lines in memory, oldest first. The same array as long as nothing changed; never written to after. */
  readonly lines: readonly LogLine[];
  /** Lines let go at the beginning because there were more than `keep`. */
  readonly dropped: number;
  /** Lines that could not be carried in time and were skipped; a line of the page says so. */
  readonly skipped: number;
  /** The container has no TTY: `stream` tells stdout and stderr apart. */
  readonly separated: boolean;
  /** No line is older than the first one here. */
  readonly complete: boolean;
  readonly failure?: Failure;
}

/** The log of one container, followed while somebody is subscribed. */
export interface LogStream extends Readable<LogState> {
  /**
   * Loads about `count` lines before the first one (in doubling windows of time). Resolves with how many came; 0 when there are
   * no more. The lines stand before the others with the next change.
   */
  older(count?: number): Promise<number>;
  /** Forgets the lines in memory and shows only what comes from now on. */
  clear(): void;
}

/** A file to be saved by the page. */
export interface Download {
  readonly name: string;
  readonly blob: Blob;
}
