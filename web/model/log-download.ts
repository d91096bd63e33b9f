import type { EngineLink } from './engine-link';
import { readLog } from './log-source';
import type { Download } from './logs';

/** Characters gathered before they become a piece of the file: the browser may put pieces on the disk. */
const piece = 1 << 20;

/** What of a log goes into the file, and how. Times are seconds since 1970 or Docker's own timestamps. */
export interface LogDownloadOptions {
  readonly since?: number | string;
  readonly until?: number | string;
  /** The engine's timestamp in front of each line. */
  readonly timestamps?: boolean;
}

/** The log as a text file, read to its end; a break on the way is gone on with, and never a short file. */
export async function downloadLog(
  link: EngineLink,
  id: string,
  options: LogDownloadOptions,
): Promise<Download> {
  const inspect = await link.run((client) => client.containerInspect({ container: id }));
  const parts: Blob[] = [];
  let text = '';
  const { signal } = new AbortController();
  const log = readLog(link, {
    container: id,
    tty: inspect.Config.Tty,
    follow: false,
    tail: 'all',
    since: options.since,
    until: options.until,
    signal,
  });
  let open = false;
  for await (const batch of log) {
    for (const line of batch) {
      if (!line.continues) text += `${open ? '\n' : ''}${options.timestamps ? `${line.time} ` : ''}`;
      text += line.text;
      open = true;
    }
    if (text.length > piece) {
      parts.push(new Blob([text]));
      text = '';
    }
  }
  parts.push(new Blob([open ? `${text}\n` : text]));
  const name = inspect.Name.replace(/^\//, '') || id.slice(0, 12);
  return { name: `${name}.log`, blob: new Blob(parts, { type: 'text/plain;charset=utf-8' }) };
}
