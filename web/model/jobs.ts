import type { EngineRequest } from '../../lib/engine/request';
import type { Failure, LiveCollection } from './collection';
import type { JobRow } from './job-progress';
import type { Readable } from './store';

/** A request to the engine that is made as a job: any row of the operations table but live streams and consoles. */
export interface JobRequest extends Pick<EngineRequest, 'operation' | 'parameters'> {
  /** A JSON body. A file's bytes go by `engine.uploads`. */
  readonly body?: unknown;
  /** The body is this file on the router (its path). */
  readonly from?: string;
  /** The answer goes to this new file on the router (its path). Its folder must have room; an existing file is refused. */
  readonly to?: string;
}

/** The last lines of a job (64 KiB at most), followed while somebody is subscribed. */
export interface JobLog {
  readonly phase: 'loading' | 'following' | 'ended' | 'failed';
  readonly lines: readonly string[];
  readonly failure?: Failure;
}

/**
 * The jobs of the router, those of other browsers as well, newest first; followed while somebody is subscribed. A job that failed,
 * also inside an answer that began well, has the state `failed` and the engine's sentence as `message`.
 */
export interface Jobs extends LiveCollection<JobRow> {
  /**
   * Starts a job; resolves with its id, under which it is in `value.rows` at the latest a moment after. Rejects with an error whose
   * message is a sentence for the user (`ParameterError`, `EngineError`, `TransportError`).
   */
  start(request: JobRequest): Promise<string>;
  /** Ends the engine's work on it. Rejects with a sentence. */
  cancel(id: string): Promise<void>;
  /** Takes a job that has ended from the list, for everyone. Rejects with a sentence. */
  forget(id: string): Promise<void>;
  /** Resolves with the job once it has ended; rejects with a sentence when it is gone or cannot be followed any more. */
  ended(id: string): Promise<JobRow>;
  log(id: string): Readable<JobLog>;
}
