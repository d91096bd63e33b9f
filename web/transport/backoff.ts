/** Reconnects have jitter: a restarted router must not meet all its tabs at once. */
export class Backoff {
  #attempt = 0;

  constructor(
    private readonly first = 500,
    private readonly most = 30_000,
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds until the next attempt: doubling, half of it by chance. */
  next(): number {
    const whole = Math.min(this.most, this.first * 2 ** this.#attempt++);
    return whole / 2 + (whole / 2) * this.random();
  }

  /** After a success. */
  reset(): void {
    this.#attempt = 0;
  }
}

/** Resolves after `milliseconds`; rejects with the signal's reason when it aborts before. */
export function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
