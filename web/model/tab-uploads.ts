import { TransportError } from '../../lib/engine/errors';
import { _ } from '../host/translate';
import type { StartedJob, Work } from '../transport/work';
import type { EngineLink } from './engine-link';
import { FileTable, type Way } from './file-table';
import type { UploadRequest, Uploads } from './uploads';

/** Uploads of this tab: each is the body of a job. */
export class TabUploads extends FileTable implements Uploads {
  constructor(
    private readonly work: Work,
    private readonly link: EngineLink,
    turn: ConstructorParameters<typeof FileTable>[1],
  ) {
    super('up', turn);
  }

  start(request: UploadRequest): Promise<string> {
    const { file, name } = request;
    if (file.size === 0) return Promise.reject(new TransportError('refused', _('%s is empty.', name)));
    return new Promise((resolve, reject) => {
      let refusal: unknown = new DOMException(_('Cancelled.'), 'AbortError');
      const { id, over } = this.begin(name, file.size, async (way) => {
        const started = await this.#job(request).catch((error: unknown) => {
          refusal = error;
          throw error;
        });
        way.note({ job: started.job });
        resolve(id);
        await this.#send(started, request, way);
      });
      void over.then(({ job }) => {
        if (job !== '') return;
        // told by the call: a row that never began would say it twice
        this.forget(id);
        reject(refusal as Error);
      });
    });
  }

  #job({ operation, parameters, file }: UploadRequest): Promise<StartedJob> {
    return this.link.run(({ apiVersion }) =>
      this.work.start({ operation, parameters, apiVersion, upload: file.size }),
    );
  }

  async #send(started: StartedJob, { file, operation }: UploadRequest, way: Way): Promise<void> {
    const { signal, progress } = way;
    try {
      await this.work.send(started, file, { signal, sent: (bytes) => progress(bytes, file.size) });
    } catch (error) {
      // what got a part of its body is of no use to anyone; one that has ended by itself needs no cancelling
      await this.work.cancel({ id: started.job, operation }).catch(() => undefined);
      throw error;
    }
  }
}
