import { TransportError } from '../../lib/engine/errors';
import { fromBase64 } from './body';
import type { StreamNews } from './keeper-reply';
import { failureNamed } from './router-failure';

/**
 * One stream of the keeper at the reader's side. The body holds one reply at most (256 KiB); while it is not read the
 * stream is not asked for, the keeper's buffer fills, and the source slows down. What is read is acknowledged with the next call.
 */
export class KeeperStream {
  readonly body: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  /**
   * `wanted`: the reader has room again; `left`: the reader has gone. `retold`: the stream tells anew what may be missing (a line
   * `{"reset":true}` comes before it), so that a gap is none.
   */
  constructor(
    readonly id: string,
    public cursor: number,
    wanted: () => void,
    left: () => void,
    private readonly retold = false,
  ) {
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: wanted,
        cancel: () => {
          this.#controller = undefined;
          left();
        },
      },
      { highWaterMark: 1 },
    );
  }

  /** Ended, failed or left. */
  get over(): boolean {
    return this.#controller === undefined;
  }

  /** The reader has taken what came; more may be asked for. */
  get ready(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  /** Takes what a `next` brought that was asked with the stream's present cursor. */
  take(news: StreamNews): void {
    // what is missing cannot be had here: the reader opens again, from where it was
    if ((news.skipped > 0 || news.reset) && !this.retold)
      return this.fail(new TransportError('broken', 'The router could not keep all of the stream.'));
    if (typeof news.cursor === 'number') this.cursor = news.cursor;
    try {
      if (news.base64) this.#controller?.enqueue(fromBase64(news.base64));
      else if (news.text) {
        const mark = news.reset ? '{"reset":true}\n' : '';
        this.#controller?.enqueue(new TextEncoder().encode(mark + lines(news.text)));
      }
    } catch (error) {
      return this.fail(error);
    }
    if (news.failure) {
      const failure = failureNamed(news.failure);
      return this.fail(new TransportError(failure, news.message || `The stream failed (${failure}).`));
    }
    if (news.status)
      return this.fail(new TransportError('refused', news.message || `The engine refused (${news.status}).`));
    if (news.ended) {
      this.#controller?.close();
      this.#controller = undefined;
    }
  }

  /** Ends the body with an error. */
  fail(error: unknown): void {
    this.#controller?.error(error);
    this.#controller = undefined;
  }
}

/** Text of the keeper is whole records: each ends its line. */
const lines = (text: string) => (text.endsWith('\n') ? text : `${text}\n`);
