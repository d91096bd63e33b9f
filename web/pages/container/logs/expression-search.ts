import type { Places } from './places';

/** What the thread is asked: an expression and the texts to try it on. */
export interface ExpressionRequest {
  readonly source: string;
  readonly flags: string;
  readonly texts: readonly string[];
}

/** The places in each of the texts. */
export type ExpressionAnswer = readonly Places[];

/** An expression that did not come to an end in time, or could not be tried at all. */
export class ExpressionError extends Error {
  constructor(readonly why: 'slow' | 'unavailable') {
    super(`The expression is ${why}.`);
  }
}

type Thread = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

const thread = (): Thread =>
  new Worker(new URL('./expression-worker.ts', import.meta.url), { type: 'module' });

/**
 * Tries a user's own expression in a thread of its own, with a time limit: one like `(a+)+$` takes longer than anybody lives
 * on the wrong line, and would take the page with it.
 */
export class ExpressionSearch {
  #thread: Thread | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `limit`: milliseconds for one call of `find`. */
  constructor(
    private readonly make: () => Thread = thread,
    private readonly limit = 2000,
  ) {}

  /**
   * The places in each text. One call at a time. Rejects with an {@link ExpressionError} when it takes too long, or when the
   * browser gives no thread. After `stop` it never answers.
   */
  find({ source, flags }: RegExp, texts: readonly string[]): Promise<ExpressionAnswer> {
    return new Promise((resolve, reject) => {
      const fail = (why: ExpressionError['why']) => {
        this.stop();
        reject(new ExpressionError(why));
      };
      try {
        const at = (this.#thread ??= this.make());
        this.#timer = setTimeout(() => fail('slow'), this.limit);
        at.onerror = () => fail('unavailable');
        at.onmessage = ({ data }: MessageEvent<ExpressionAnswer>) => {
          clearTimeout(this.#timer);
          resolve(data);
        };
        at.postMessage({ source, flags, texts } satisfies ExpressionRequest);
      } catch {
        fail('unavailable');
      }
    });
  }

  /** Ends the thread, whatever it is at. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#thread?.terminate();
    this.#thread = undefined;
  }
}
