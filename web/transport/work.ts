import type { EngineRequest, EngineResponse } from '../../lib/engine/request';

/** What a job is started with. */
export interface JobStart extends Pick<EngineRequest, 'operation' | 'parameters'> {
  readonly apiVersion: string;
  readonly body?: unknown;
  /** The body comes from the browser: so many bytes. */
  readonly upload?: number;
  /** The body is this file on the router; the answer goes to this new one. */
  readonly from?: string;
  readonly to?: string;
}

/** A job that was started; with the transfer that takes its body, where it has one. */
export interface StartedJob {
  readonly job: string;
  readonly transfer?: string;
}

/** What names a job to whoever holds it. */
export interface JobName {
  readonly id: string;
  /** Its row of the operations table, which tells the role that may touch it. */
  readonly operation: string;
}

/** A file that is coming. */
export interface Incoming {
  /** How long it will be, where somebody knows. */
  readonly length?: number;
  /** The whole file: a body that ends is complete, one that is not breaks with a {@link TransportError}. Cancelled, it ends the engine's work. */
  readonly body: ReadableStream<Uint8Array>;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Told after each piece: how many bytes from the beginning have arrived on the other side. */
  readonly sent: (bytes: number) => void;
}

/**
 * Who holds long work: the router's keeper or the gateway. All reject with a {@link TransportError}, or an {@link EngineError} where the
 * engine refused.
 */
export interface Work {
  /** News of all jobs as lines of JSON (`{jobs, gone}`), the first with all there are; shared among tabs. Never ends by itself. */
  news(signal: AbortSignal): Promise<EngineResponse>;
  /** The last lines of a job and what follows, until it ends. */
  log(job: JobName, signal: AbortSignal): Promise<EngineResponse>;
  start(request: JobStart): Promise<StartedJob>;
  cancel(job: JobName): Promise<void>;
  forget(job: JobName): Promise<void>;
  /** Sends the body of a job; resolves when all of it has arrived there. */
  send(started: StartedJob, file: Blob, options: SendOptions): Promise<void>;
  /** A file of the engine: a row of the kind `download`. */
  receive(request: EngineRequest): Promise<Incoming>;
  /** An address under which the browser may download the file that a job has left, once. Absent where there are no such files. */
  readonly fileAddress?: ((job: string) => Promise<string>) | undefined;
}
