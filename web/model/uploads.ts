import type { FileOnItsWay } from './files-on-their-way';
import type { JobRequest } from './jobs';
import type { Readable } from './store';

/** A file for the engine: a row that takes a tar archive as its body. */
export interface UploadRequest extends Pick<JobRequest, 'operation' | 'parameters'> {
  readonly file: Blob;
  /** What the list calls it. */
  readonly name: string;
}

/** Files on their way from this tab to the engine, newest first. Each is the body of a job, which tells how the engine takes it. */
export interface Uploads extends Readable<readonly FileOnItsWay[]> {
  /**
   * Begins; resolves with the file's id once its job has been started (`job` of its row). Rejects with a sentence when it could not be;
   * what fails later is told in `value`, and by the job.
   */
  start(request: UploadRequest): Promise<string>;
  /** Ends it, and its job. */
  cancel(id: string): void;
  /** Takes one that is over from the list. */
  forget(id: string): void;
}
