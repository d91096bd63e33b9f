import type { Transport } from '../../lib/engine/request';
import type { Candidate, TransportName } from '../model/connection';

/** One way to the engine, as the choice knows it. */
export interface Way {
  readonly name: TransportName;
  readonly transport: Transport;
  readonly carries: Candidate['carries'];
  /** May be used before it was probed. */
  readonly eager: boolean;
  /** The address of a gateway on this way that wants a login of its own; undefined where none does. */
  readonly login?: () => string | undefined;
  /** Finds out whether it can be used. Takes no longer than 2 s and never rejects. */
  probe(): Promise<{ readonly available: boolean; readonly reason: string }>;
}

/** What is known of a way, and when it is worth asking again. */
export interface WayState {
  readonly state: Candidate['state'];
  readonly reason: string;
  readonly took?: number;
  /** Milliseconds since 1970, after a failure. */
  readonly retryAt: number;
  /** Failures in a row. */
  readonly failures: number;
}

/** Before anything is known. */
export const unknownWay: WayState = { state: 'unknown', reason: '', retryAt: 0, failures: 0 };

/** A way that failed just now: it is asked again after 10 s, then later and later, at most after 5 min. */
export function failedWay(before: WayState, reason: string, now: number): WayState {
  const failures = before.failures + 1;
  const wait = Math.min(300_000, 10_000 * 2 ** (failures - 1));
  return { state: 'unavailable', reason, retryAt: now + wait, failures };
}
