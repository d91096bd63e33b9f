import { cursorOf } from '../../lib/engine/decode/timestamp';
import type { LogLine as DecodedLine } from '../../lib/engine/decode/logs';
import { Backoff, delay } from '../transport/backoff';
import type { EngineLink } from './engine-link';
import { isLasting } from './failure';
import { LogSeam } from './log-seam';

/** What to read of a log. */
export interface LogRequest {
  readonly container: string;
  readonly tty: boolean;
  readonly follow: boolean;
  readonly tail: number | 'all';
  readonly since?: number | string | undefined;
  readonly until?: number | string | undefined;
  readonly signal: AbortSignal;
  /** The connection broke, or is there again. */
  readonly onBreak?: (error: unknown) => void;
  readonly onOpen?: () => void;
}

/** A time as `since` and `until` take it. */
export function logTime(time: number | string | undefined): string | undefined {
  if (time === undefined) return undefined;
  return typeof time === 'number' ? String(time) : (cursorOf(time) ?? time);
}

/** Tries in a row, without one new line, before reading that does not follow gives up. */
const patience = 6;

/**
 * The lines of a log in batches. When the connection breaks (uhttpd ends each request after 60 s) it goes on after the last line: the
 * engine is asked for what is since then, and lines that were there already are left out. Ends where the engine ends it.
 */
export async function* readLog(link: EngineLink, request: LogRequest): AsyncGenerator<DecodedLine[]> {
  const { container, tty, follow, signal } = request;
  const until = logTime(request.until);
  const seam = new LogSeam();
  const backoff = new Backoff(500, 10_000);
  let failures = 0;
  for (;;) {
    await link.whenActive(signal);
    const from = seam.since ?? logTime(request.since);
    // a follow goes on when it ends; without anything read yet the beginning is asked for again
    const tail = seam.since === undefined ? String(request.tail) : 'all';
    const parameters = { container, follow, stdout: true, stderr: true, timestamps: true, tail };
    try {
      const batches = await link.run((client) =>
        client.containerLogs(
          { ...parameters, ...(from ? { since: from } : {}), ...(until ? { until } : {}) },
          { tty, signal },
        ),
      );
      request.onOpen?.();
      for await (const batch of batches) {
        const fresh = seam.pass(batch);
        if (!fresh.length) continue;
        backoff.reset();
        failures = 0;
        yield fresh;
      }
      return;
    } catch (error) {
      if (signal.aborted) throw error;
      if (isLasting(error) || !isBreak(error)) throw error;
      if (!follow && ++failures >= patience) throw error;
      request.onBreak?.(error);
      seam.reopen();
    }
    await delay(backoff.next(), signal);
  }
}

/** Whether the connection failed, not the request. */
function isBreak(error: unknown): boolean {
  const failure = error instanceof Error && 'failure' in error ? error.failure : '';
  return (
    failure === 'broken' || failure === 'unreachable' || failure === 'timeout' || failure === 'engine-down'
  );
}
