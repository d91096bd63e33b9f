import { WorkProgress } from '../../lib/engine/decode/work-progress';
import { messageShown } from './bounds';
import { JobLog } from './job-log';
import type { JobNames, ShownJob } from './shown-job';

/** How a job ends. */
export type JobEnd = Exclude<ShownJob['state'], 'running'>;

/** The body that a job takes from a browser, in bytes. */
interface Upload {
  readonly size: number;
  sent: number;
}

/** One request to an engine whose answer is read to its end, whoever looks on. */
export class Job {
  readonly log = new JobLog();
  readonly upload: Upload | undefined;
  readonly #progress = new WorkProgress();
  readonly #over = new AbortController();
  readonly #started = Date.now();
  readonly #listeners = new Set<() => void>();
  #ended: { readonly at: number; readonly state: JobEnd; readonly message: string } | undefined;
  #result: string | number | undefined;
  #whole: ShownJob['progress'];

  /** `changed` is called at each change of what is shown. */
  constructor(
    readonly names: JobNames,
    upload: number | undefined,
    private readonly changed: (job: Job) => void,
  ) {
    this.upload = upload === undefined ? undefined : { size: upload, sent: 0 };
  }

  get id(): string {
    return this.names.id;
  }

  get running(): boolean {
    return !this.#ended;
  }

  /** Fires when the job has ended, however it ended: what the engine does for it ends with its connection. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Why the engine says that it failed, once it has said so in its answer. */
  get failure(): string | undefined {
    return this.#progress.failure;
  }

  /** Why the job did not end well; empty while it is at work. */
  get end(): string {
    return this.#ended?.message ?? '';
  }

  /** Bytes of the upload have gone on to the engine. */
  sent(bytes: number): void {
    if (this.upload) this.upload.sent += bytes;
    this.changed(this);
  }

  /** The engine has said more of the work. */
  said(...messages: Parameters<WorkProgress['take']>): void {
    const text = this.#progress.take(...messages);
    if (text !== '') this.note(text);
    this.changed(this);
  }

  /** Adds to the log. */
  note(text: string): void {
    this.log.append(text);
    for (const listener of this.#listeners) listener();
  }

  /** What was made, where no message of the engine tells it. */
  made(result: string | number | undefined): void {
    this.#result = result;
  }

  /** Ends the job, once: what comes later changes nothing. */
  settle(state: JobEnd, message = this.#progress.message): void {
    if (this.#ended) return;
    const far = this.#howFar();
    this.#whole = far && state === 'done' ? { ...far, done: far.total || far.done } : far;
    this.#result = state === 'done' ? (this.#result ?? this.#progress.result) : undefined;
    this.#ended = { at: Date.now(), state, message: message.slice(0, messageShown) };
    this.#over.abort();
    this.changed(this);
    for (const listener of this.#listeners) listener();
  }

  /** Calls back when the log grows and when the job ends, until the function that it gives is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The job as it is now; what says nothing is left out. */
  shown(): ShownJob {
    const progress = this.#ended ? this.#whole : this.#howFar();
    const message = this.#ended ? this.#ended.message : this.#progress.message;
    const parts = this.#ended ? [] : this.#progress.layers;
    return {
      ...this.names,
      started: this.#started,
      state: this.#ended?.state ?? 'running',
      ...(this.#ended && { ended: this.#ended.at }),
      ...(progress && { progress }),
      ...(parts.length > 0 && {
        parts: parts.map(({ id, status, done, total }) => ({
          id,
          status,
          ...(done > 0 && { done }),
          ...(total > 0 && { total }),
        })),
      }),
      ...(message !== '' && { message }),
      ...(this.#result !== undefined && { result: this.#result }),
    };
  }

  #howFar(): ShownJob['progress'] {
    const bytes = this.upload && { done: this.upload.sent, total: this.upload.size, unit: 'bytes' as const };
    // an engine tells of layers one by one while it loads a file: how much of that is sent says more
    const sending = bytes && (bytes.done < bytes.total || this.names.operation === 'ImageLoad');
    return sending ? bytes : (this.#progress.summary ?? bytes);
  }
}
