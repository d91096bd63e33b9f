import type { LogLine as DecodedLine } from '../../lib/engine/decode/logs';
import { milliseconds } from '../../lib/engine/decode/timestamp';
import type { EngineLink } from './engine-link';
import { readLog } from './log-source';

/** The widest first window (seconds), where nothing tells how dense the log is. */
const firstWindow = 60;
/** Lines held while a window is read: the latest of them count. */
const mostHeld = 20_000;

/** Which older lines are wanted. */
export interface OlderRequest {
  readonly container: string;
  readonly tty: boolean;
  /** Seconds since 1970: the container's beginning; nothing is older. */
  readonly born: number;
  /** The timestamp of the first line that is here. */
  readonly before: string;
  readonly count: number;
  /** Seconds that `count` lines took lately; 0 where that is not known. */
  readonly pace: number;
  readonly signal: AbortSignal;
}

/**
 * The lines before a moment, about `count` of them. The engine cannot be asked for the lines before a time (its `tail` counts from the
 * end of the log), so windows of time are read, each four times as wide, until there are enough. `complete`: there is nothing older.
 */
export async function olderLines(
  link: EngineLink,
  request: OlderRequest,
): Promise<{ lines: DecodedLine[]; complete: boolean }> {
  const { container, tty, born, before, count, signal } = request;
  const end = (milliseconds(before) ?? 0) / 1000;
  for (let window = Math.max(5, request.pace * 1.5 || firstWindow); ; window *= 4) {
    const since = Math.max(born, end - window);
    const lines = await oneWindow(link, { container, tty, since, before, signal });
    const complete = since <= born && lines.length < mostHeld;
    if (lines.length >= count || since <= born) return { lines, complete };
  }
}

async function oneWindow(
  link: EngineLink,
  request: { container: string; tty: boolean; since: number; before: string; signal: AbortSignal },
): Promise<DecodedLine[]> {
  const { container, tty, since, before, signal } = request;
  let lines: DecodedLine[] = [];
  const from = since.toFixed(3);
  const log = readLog(link, {
    container,
    tty,
    follow: false,
    tail: 'all',
    since: from,
    until: before,
    signal,
  });
  for await (const batch of log) {
    // `until` includes its moment, and that one is here already
    for (const line of batch) if (line.time < before) lines.push(line);
    if (lines.length > mostHeld * 1.5) lines = lines.slice(-mostHeld);
  }
  return lines;
}
