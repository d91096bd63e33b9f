/** Runs a few pieces of work at a time; the others wait. */
export class FileTurns {
  #running = 0;
  #waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  /** Runs `work` in its turn. Rejects with the signal's reason when it is given up before. */
  readonly take = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    if (this.#running >= this.atOnce) await this.#place(signal);
    else this.#running++;
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  };

  #place(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = () => {
        this.#waiting = this.#waiting.filter((one) => one !== give);
        reject(signal.reason);
      };
      if (signal.aborted) return reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(give);
    });
  }
}
