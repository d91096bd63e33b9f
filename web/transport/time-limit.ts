import { TransportError } from '../../lib/engine/errors';

/** Milliseconds that a probe may take. */
export const probeLimit = 2000;

/**
 * A signal that aborts with the caller's or after `milliseconds`, whichever is first; `clear` when the answer is there.
 * `expired()` tells the two apart.
 */
export function timeLimit(milliseconds: number, outer?: AbortSignal) {
  const controller = new AbortController();
  let expired = false;
  const abort = () => controller.abort(outer?.reason);
  const timer = setTimeout(() => {
    expired = true;
    controller.abort(new TransportError('timeout', `No answer within ${milliseconds / 1000} s.`));
  }, milliseconds);
  const clear = () => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abort);
  };
  if (outer?.aborted) abort();
  else outer?.addEventListener('abort', abort, { once: true });
  return { signal: controller.signal, expired: () => expired, clear };
}
