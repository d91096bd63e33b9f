import type { TransferControl } from './carrier';

/** Milliseconds; a session ends after an hour at the earliest (LuCI's default). */
const every = 5 * 60_000;

/**
 * Keeps the session of a file that is on its way: slices look at it without extending it, and whoever began an hour's download does not
 * sit beside it. Until the signal aborts.
 */
export function stayAwake(control: TransferControl, transfer: string, signal: AbortSignal): void {
  if (signal.aborted) return;
  const timer = setInterval(() => {
    // uhttpd asks for the session's rights before each call to ubus, and that extends it
    control.state(transfer, 0, 0, signal).catch(() => undefined);
  }, every);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
