/** The time of a simulation: the machine's, or a test's own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back after some milliseconds; the function that it gives takes that back. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's clock; waiting on it keeps no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer: unknown = setTimeout(callback, milliseconds);
    // browsers give a number, Node an object that can be let go
    if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
    return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
};

/** Resolves after some milliseconds of the clock, or as soon as the signal fires. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(milliseconds, done);
    signal.addEventListener('abort', done);
  });
}

/** A time as the engine writes it: RFC 3339 with nanoseconds, whose last six digits are made up from `salt`. */
export function timestamp(milliseconds: number, salt = 0): string {
  const fine = String((salt * 7919 + 1) % 1_000_000).padStart(6, '0');
  return new Date(milliseconds).toISOString().replace('Z', `${fine}Z`);
}

/** What the engine writes for a time that has not come. */
export const never = '0001-01-01T00:00:00Z';
