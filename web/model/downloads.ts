import type { EngineRequest } from '../../lib/engine/request';
import type { FileOnItsWay } from './files-on-their-way';
import type { Readable } from './store';

/** The longest file (bytes) that a page on plain http collects: a browser keeps it in memory or its own store until it is whole. */
export const downloadLimit = 2 * 1024 ** 3;

/** A file to be had from the engine: a row of the kind `download`. */
export interface DownloadRequest extends Pick<EngineRequest, 'operation' | 'parameters'> {
  /** What the file is called when it is saved. */
  readonly name: string;
  /** Bytes that are to be expected, where somebody knows; shown as the total, never taken for the end. */
  readonly expected?: number;
}

/**
 * Files on their way from the engine to this tab, newest first. What may be longer than {@link downloadLimit} is better exported to a
 * file on the router (`jobs.start` with `to`), which `fetchFile` gets. A file that has arrived as a whole is handed to the browser, which
 * saves it; one that did not is thrown away, and says why.
 */
export interface Downloads extends Readable<readonly FileOnItsWay[]> {
  /** Begins; resolves with the file's id in `value`, where what fails is told. Rejects with a sentence for a bad parameter. */
  start(request: DownloadRequest): Promise<string>;
  /** Ends it, here and in the engine. */
  cancel(id: string): void;
  /** Takes one that is over from the list. */
  forget(id: string): void;
  /**
   * Lets the browser itself download the file that a job has left on the router (`JobRequest.to`), with its own list of downloads and
   * its own way to resume. Rejects with a sentence.
   */
  fetchFile(job: string): Promise<void>;
}
