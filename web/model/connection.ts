import type { Failure } from './collection';

/** A way to the engine, as the panel names it. */
export type TransportName = 'rpcd' | 'keeper' | 'controller' | 'direct';

/** One way to the engine, and what probing it found. */
export interface Candidate {
  readonly transport: TransportName;
  /** `unknown` before the probe; `unavailable` when the way is there and cannot be used. */
  readonly state: 'unknown' | 'probing' | 'available' | 'unavailable';
  /** A plain sentence: what was found, and what to do where it is not available. */
  readonly reason: string;
  /** What it carries at present: `calls`, `streams`, `files`, `console`. */
  readonly carries: readonly ('calls' | 'streams' | 'files' | 'console')[];
  /** Milliseconds its probe took. */
  readonly took?: number;
  /** The address of a gateway that wants a login of its own before it can be used. */
  readonly login?: string;
}

/**
 * - `connecting`: not yet known; the last known state is on screen
 * - `online`: the engine answers
 * - `engine-down`: the way is open, the engine is not there (offer Start where `service` says so)
 * - `offline`: nothing answers; it is tried again by itself
 * - `session-ended`: log in again
 * - `forbidden`: the session may not see the engine
 * - `unsupported`: the engine is too old or too new for us
 * - `idle`: paused after 15 minutes without input; goes on with the next one
 */
export type ConnectionState =
  | 'connecting'
  | 'online'
  | 'engine-down'
  | 'offline'
  | 'session-ended'
  | 'forbidden'
  | 'unsupported'
  | 'idle';

/** What the header and the transports' panel show. */
export interface Connection {
  readonly state: ConnectionState;
  readonly failure?: Failure;
  /** What carries calls at present; undefined until the first answer. */
  readonly transport?: TransportName;
  readonly candidates: readonly Candidate[];
  /** The user's choice; `auto` is ours. */
  readonly preference: TransportName | 'auto';
  /** A note on the last time a transport handed over to another one. */
  readonly note?: string;
  /** The negotiated API version, `1.41`. */
  readonly apiVersion?: string;
  /** The engine's own version, `20.10.24`. */
  readonly engineVersion?: string;
  /** dockerd as a service of this router; absent where there is no router. */
  readonly service?: { readonly installed: boolean; readonly running: boolean };
  /** Tabs share the live connection through a SharedWorker, through one of them, or not at all. */
  readonly sharing: 'worker' | 'tab' | 'none';
}
