import type { Readable } from './store';

/** What an engine says of one container at one moment; counters (bytes) are since its start. */
export interface Reading {
  /** Share of one core: 1 is one core busy, 2.5 is two and a half. Null while there is none: it takes two samples. */
  readonly cpu: number | null;
  /** Bytes in use without reclaimable cache. */
  readonly memory: number;
  /** Bytes it may use; the machine's memory where it has no limit of its own. 0: not known. */
  readonly memoryLimit: number;
  readonly received: number;
  readonly sent: number;
  readonly read: number;
  readonly written: number;
  readonly pids: number;
}

/** A reading and what became of the counters since the one before. */
export interface Sample extends Reading {
  /** Milliseconds since 1970, by the browser's clock. */
  readonly time: number;
  /** Bytes per second since the sample before; null at the first, and after a restart. */
  readonly receiveRate: number | null;
  readonly sendRate: number | null;
  readonly readRate: number | null;
  readonly writeRate: number | null;
}

/**
 * The figures a chart draws: same length each, oldest first; times in seconds, as uplot takes them. NaN where a sample has
 * no such figure.
 */
export interface History {
  readonly time: Float64Array;
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly receiveRate: Float64Array;
  readonly sendRate: Float64Array;
  readonly readRate: Float64Array;
  readonly writeRate: Float64Array;
  readonly pids: Float64Array;
}

/** Live figures of the containers that somebody looks at. */
export interface Statistics {
  /**
   * Says which containers are on screen; figures flow for the union of all watchers. Call `show` with the new ids when the
   * visible ones change (cheap: it is settled after a moment), `release` when the page goes.
   */
  watch(ids: readonly string[]): StatisticsWatch;
  /** The newest sample of a container; undefined until there is one. The same object always for the same id. */
  latest(id: string): Readable<Sample | undefined>;
  /** Up to an hour of it, as far as it was looked at. `columns` are views: copy nothing, keep none of them. */
  history(id: string): History;
  /** Whether figures can be had, and why not. */
  readonly failure: Readable<string | undefined>;
}

/** What one watcher sees of the containers. */
export interface StatisticsWatch {
  show(ids: readonly string[]): void;
  release(): void;
}
