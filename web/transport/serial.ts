/**
 * Turns, one after the other: resolves with the function that ends the turn. LuCI's dispatcher must not be asked twice at once: its
 * request handlers share one ubus socket and read each other's answers (https://github.com/openwrt/luci, dispatcher.uc).
 */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits for the turn. Rejects with the signal's reason when it aborts before. */
  async take(signal?: AbortSignal): Promise<() => void> {
    const before = this.#last;
    let end: () => void = () => undefined;
    this.#last = new Promise((resolve) => (end = resolve));
    try {
      await Promise.race([before, aborted(signal)]);
    } catch (reason) {
      void before.then(end);
      throw reason;
    }
    return end;
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
