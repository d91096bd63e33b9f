import type { Snapshot } from '../../web/model/collection';
import type { DownloadRequest, Downloads } from '../../web/model/downloads';
import type { FileOnItsWay } from '../../web/model/files-on-their-way';
import type { JobRow } from '../../web/model/job-progress';
import type { JobLog, JobRequest, Jobs } from '../../web/model/jobs';
import { Store } from '../../web/model/store';
import type { UploadRequest, Uploads } from '../../web/model/uploads';

/** A job with everything that a test does not name. */
export function jobRow(id: string, over: Partial<JobRow> = {}): JobRow {
  return {
    id,
    operation: 'ImageCreate',
    parameters: { fromImage: 'nginx', tag: '1.27' },
    engine: '',
    user: 'root',
    started: Date.now() - 60_000,
    ended: undefined,
    state: 'running',
    progress: { done: 0, total: 0, unit: 'bytes' },
    parts: [],
    message: '',
    result: undefined,
    file: '',
    size: undefined,
    transfer: '',
    ...over,
  };
}

/** A file on its way with everything that a test does not name. */
export function fileRow(id: string, over: Partial<FileOnItsWay> = {}): FileOnItsWay {
  return {
    id,
    direction: 'down',
    name: `${id}.tar`,
    state: 'running',
    progress: { done: 0, total: 0, unit: 'bytes' },
    message: '',
    job: '',
    started: Date.now() - 60_000,
    ...over,
  };
}

/** Jobs in memory: a test sets what there is and reads what was asked. */
export class FakeJobs extends Store<Snapshot<JobRow>> implements Jobs {
  readonly started: JobRequest[] = [];
  readonly cancelled: string[] = [];
  readonly forgotten: string[] = [];
  readonly logs = new Map<string, Store<JobLog>>();
  /** What a start says; undefined: it begins. */
  refuse: (request: JobRequest) => string | undefined = () => undefined;

  constructor() {
    super({ phase: 'live', rows: [] });
  }

  show(...rows: readonly JobRow[]): void {
    this.set({ phase: 'live', rows });
  }

  get(id: string): JobRow | undefined {
    return this.value.rows.find((row) => row.id === id);
  }

  refresh(): Promise<void> {
    return Promise.resolve();
  }

  start(request: JobRequest): Promise<string> {
    const refusal = this.refuse(request);
    if (refusal !== undefined) return Promise.reject(new Error(refusal));
    this.started.push(request);
    const id = `job-${this.started.length}`;
    const parameters = Object.fromEntries(
      Object.entries(request.parameters).map(([name, value]) => [name, String(value)]),
    );
    this.show(jobRow(id, { operation: request.operation, parameters }), ...this.value.rows);
    return Promise.resolve(id);
  }

  cancel(id: string): Promise<void> {
    this.cancelled.push(id);
    return Promise.resolve();
  }

  forget(id: string): Promise<void> {
    this.forgotten.push(id);
    this.show(...this.value.rows.filter((row) => row.id !== id));
    return Promise.resolve();
  }

  ended(id: string): Promise<JobRow> {
    return new Promise((resolve) => {
      const look = () => {
        const row = this.get(id);
        if (!row || row.state === 'running') return;
        stop();
        resolve(row);
      };
      const stop = this.subscribe(look);
      look();
    });
  }

  log(id: string): Store<JobLog> {
    let log = this.logs.get(id);
    if (!log) this.logs.set(id, (log = new Store<JobLog>({ phase: 'loading', lines: [] })));
    return log;
  }
}

class FakeFiles extends Store<readonly FileOnItsWay[]> {
  readonly cancelled: string[] = [];

  constructor() {
    super([]);
  }

  cancel(id: string): void {
    this.cancelled.push(id);
  }

  forget(id: string): void {
    this.set(this.value.filter((file) => file.id !== id));
  }
}

export class FakeDownloads extends FakeFiles implements Downloads {
  readonly started: DownloadRequest[] = [];
  readonly fetched: string[] = [];

  start(request: DownloadRequest): Promise<string> {
    this.started.push(request);
    const id = `download-${this.started.length}`;
    this.set([fileRow(id, { name: request.name }), ...this.value]);
    return Promise.resolve(id);
  }

  fetchFile(job: string): Promise<void> {
    this.fetched.push(job);
    return Promise.resolve();
  }
}

export class FakeUploads extends FakeFiles implements Uploads {
  readonly started: UploadRequest[] = [];

  start(request: UploadRequest): Promise<string> {
    this.started.push(request);
    const id = `upload-${this.started.length}`;
    this.set([fileRow(id, { direction: 'up', name: request.name, job: `job-of-${id}` }), ...this.value]);
    return Promise.resolve(id);
  }
}
