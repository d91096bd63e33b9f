import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';

/** What one run of curl did. */
export interface Transfer {
  /** curl's own exit status; 0 is a whole transfer, 18 a broken one. */
  readonly exit: number;
  readonly status: number;
  /** Seconds from start to end, as curl measured it. */
  readonly seconds: number;
  readonly bytes: number;
  /** Of the body, where it was asked for. */
  readonly sha256?: string;
}

/**
 * Runs curl with these arguments; the body is thrown away, or digested.
 * `maxSeconds` bounds it (curl's exit 28).
 */
export function curl(
  args: readonly string[],
  options: { digest?: boolean; maxSeconds?: number } = {},
): Promise<Transfer> {
  const format = '\n%{http_code} %{time_total} %{size_download}\n';
  const output = options.digest ? '-' : '/dev/null';
  const child = spawn(
    'curl',
    [
      '-sS',
      '-m',
      String(options.maxSeconds ?? 120),
      '-o',
      output,
      '-w',
      options.digest ? `%{stderr}${format}` : `%{stderr}${format}`,
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const hash = createHash('sha256');
  let words = '';
  child.stdout.on('data', (data: Buffer) => hash.update(data));
  child.stderr.on('data', (data: Buffer) => (words += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => {
      const [status = '0', seconds = 'NaN', bytes = '0'] = (words.trim().split('\n').at(-1) ?? '').split(' ');
      resolve({
        exit: exit ?? -1,
        status: Number(status),
        seconds: Number(seconds),
        bytes: Number(bytes),
        ...(options.digest ? { sha256: hash.digest('hex') } : {}),
      });
    });
  });
}

/** curl's arguments for a request to an engine's own socket. */
export const direct = (socket: string, path: string, ...more: string[]): string[] => [
  '--unix-socket',
  socket,
  `http://engine${path}`,
  ...more,
];
