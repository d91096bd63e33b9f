import type { IncomingMessage } from 'node:http';
import { finished, Readable } from 'node:stream';
import { Refusal } from '../http/refusal';
import { bodyWithin } from './bounds';
import type { Job } from './job';

/** The body of a job that its browser sends with a request of its own. It goes on to the engine as it comes, no faster than that reads. */
export class PromisedBody {
  #taken = false;
  #deliver: (body: Readable) => void = () => undefined;
  /** The bytes, once somebody sends them. */
  readonly arrived: Promise<Readable>;

  /** Begins to wait: a job whose body has not come within five minutes fails. */
  constructor(
    private readonly job: Job,
    readonly size: number,
  ) {
    this.arrived = new Promise((resolve) => (this.#deliver = resolve));
    const late = setTimeout(
      () => job.settle('failed', 'Nothing was uploaded within five minutes.'),
      bodyWithin,
    ).unref();
    job.over.addEventListener('abort', () => clearTimeout(late), { once: true });
    void this.arrived.then(() => clearTimeout(late));
  }

  /**
   * Takes the bytes from a request; resolves when all of them have gone on to the engine. Rejects with a {@link Refusal} where the job
   * cannot take them (any more).
   */
  take(request: IncomingMessage, stop: AbortSignal): Promise<void> {
    const length = request.headers['content-length'];
    if (length !== undefined && Number(length) !== this.size)
      throw new Refusal(400, `this job takes ${this.size} bytes, not ${length}`);
    if (this.#taken || !this.job.running) throw new Refusal(409, 'this job takes no body (any more)');
    this.#taken = true;
    return new Promise((resolve, reject) => {
      const ended = new AbortController();
      const end = (how: () => void) => {
        ended.abort();
        how();
      };
      const over = () => {
        // an archive may be whole before its padding has been read
        if (this.job.shown().state === 'done') finished(request.resume(), () => end(resolve));
        else end(() => reject(new Refusal(409, this.job.end || 'this job has ended')));
      };
      const options = { once: true, signal: ended.signal };
      this.job.over.addEventListener('abort', over, options);
      stop.addEventListener('abort', () => request.destroy(), options);
      // an engine that does not read would not let us see it
      request.once('close', () => {
        if (!request.complete) this.#broken();
      });
      this.#deliver(
        Readable.from(
          this.#bytes(request, () => end(resolve)),
          { objectMode: false },
        ),
      );
    });
  }

  async *#bytes(request: IncomingMessage, whole: () => void): AsyncGenerator<Buffer> {
    // the request outlives an engine that wants no more of it: it has to be answered
    const parts = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    let left = this.size;
    try {
      for await (const part of parts) {
        left -= part.length;
        if (left < 0) break;
        yield part;
        this.job.sent(part.length);
      }
    } catch {
      // told below
    }
    if (left !== 0) throw this.#broken();
    whole();
  }

  #broken(): Error {
    const { sent = 0, size = 0 } = this.job.upload ?? {};
    const message = `The upload broke off after ${sent} of ${size} bytes.`;
    this.job.settle('failed', message);
    return new Error(message);
  }
}
