import type { TransportFailure } from '../../lib/engine/errors';
import type { Readable } from './store';

/** Why something is not there, for the user: `message` is a whole plain sentence. */
export interface Failure {
  /** `engine`: the engine answered with an error; else what the transport met. */
  readonly failure: TransportFailure | 'engine';
  readonly message: string;
}

/**
 * How far a collection can be believed:
 * - `loading`: nothing known yet (skeleton)
 * - `stale`: the last known state of an earlier visit, not confirmed yet (grey)
 * - `live`: true, and followed
 * - `reconnecting`: was true; the connection broke and is being made again
 * - `idle`: was true; following stopped after 15 minutes without input, and goes on with the next one
 * - `failed`: cannot be had; `failure` says why. It is tried again by itself.
 */
export type Phase = 'loading' | 'stale' | 'live' | 'reconnecting' | 'idle' | 'failed';

/** One state of a collection. `rows` keep their order and the identity of rows that did not change. */
export interface Snapshot<Row> {
  readonly phase: Phase;
  readonly rows: readonly Row[];
  readonly failure?: Failure;
}

/** A list that follows the engine while somebody is subscribed. */
export interface LiveCollection<Row> extends Readable<Snapshot<Row>> {
  /** The row of that id, from the present snapshot. */
  get(id: string): Row | undefined;
  /** Lists again now (a button after a failure). Resolves when it is done, also when it failed. */
  refresh(): Promise<void>;
}

/** A list whose machinery is loaded when somebody subscribes, or asks for it. */
export interface LateCollection<Row, Source extends LiveCollection<Row>> extends Readable<Snapshot<Row>> {
  /** The list itself, with all that it can do. Rejects when its code cannot be loaded; the next call tries again. */
  source(): Promise<Source>;
}

/** One object that follows the engine while somebody is subscribed. */
export interface Detail<T> {
  readonly phase: Phase | 'gone';
  readonly value?: T;
  readonly failure?: Failure;
}

/** One object, kept true while somebody is subscribed. */
export interface LiveDetail<T> extends Readable<Detail<T>> {
  refresh(): Promise<void>;
}
