import { chunks } from '../../lib/engine/decode/chunks';
import { TransportError } from '../../lib/engine/errors';
import { operation, target } from '../../lib/engine/operations';
import { _ } from '../host/translate';
import type { Work } from '../transport/work';
import { downloadLimit, type DownloadRequest, type Downloads } from './downloads';
import type { EngineLink } from './engine-link';
import { FileTable, type Way } from './file-table';

/** Bytes gathered before they become a piece of the file: a browser may put pieces on the disk. */
const piece = 4 * 1024 * 1024;

/** What a browser does with a file that has arrived. */
export interface Saving {
  /** Saves bytes that are here under a name. */
  readonly save: (name: string, blob: Blob) => void;
  /** Downloads an address by itself. */
  readonly fetch: (address: string) => void;
}

/** Downloads of this tab. A file is collected until it is whole. */
export class TabDownloads extends FileTable implements Downloads {
  constructor(
    private readonly work: Work,
    private readonly link: EngineLink,
    private readonly saving: Saving,
    turn: ConstructorParameters<typeof FileTable>[1],
  ) {
    super('down', turn);
  }

  start(request: DownloadRequest): Promise<string> {
    try {
      // a wrong parameter is told at once
      target(operation(request.operation), request.parameters);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const { id } = this.begin(request.name, request.expected ?? 0, (way) => this.#get(request, way));
    return Promise.resolve(id);
  }

  async fetchFile(job: string): Promise<void> {
    if (!this.work.fileAddress) throw new TransportError('refused', _('There are no files of jobs here.'));
    this.saving.fetch(await this.work.fileAddress(job));
  }

  async #get(request: DownloadRequest, { signal, progress }: Way): Promise<void> {
    const { operation: name, parameters, expected = 0 } = request;
    const { body, length } = await this.link.run(({ apiVersion }) =>
      this.work.receive({ operation: name, parameters, apiVersion, signal }),
    );
    const file: Blob[] = [];
    let gathered: Uint8Array<ArrayBuffer>[] = [];
    let held = 0;
    let done = 0;
    const keep = () => {
      file.push(new Blob(gathered));
      gathered = [];
      held = 0;
    };
    for await (const chunk of chunks(body)) {
      done += chunk.length;
      if (done > downloadLimit) throw new TransportError('too-large', tooLong());
      gathered.push(chunk as Uint8Array<ArrayBuffer>);
      held += chunk.length;
      if (held >= piece) keep();
      progress(done, length ?? expected);
    }
    if (length !== undefined && done !== length)
      throw new TransportError('broken', _('The file ended early and was thrown away.'));
    keep();
    signal.throwIfAborted();
    this.saving.save(request.name, new Blob(file, { type: 'application/x-tar' }));
  }
}

const tooLong = () =>
  _('The file is longer than the 2 GiB that a page can hold. Export it to a file on the router instead.');
