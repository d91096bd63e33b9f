import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { request } from 'node:http';
import { open, read, type Call, type Entry } from './cgi-client';
import type { Userland } from './userland';

/** Length and SHA-256 of what a call brings. */
export async function digest(entry: Entry, call: Call) {
  const hash = createHash('sha256');
  let size = 0;
  const answer = await read(await open(entry, call), (part) => {
    size += part.length;
    hash.update(part);
  });
  return { status: answer.status, broken: answer.broken, size, sha256: hash.digest('hex') };
}

/** The same from the engine's own socket. */
export function digestOf(socketPath: string, path: string): Promise<{ size: number; sha256: string }> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    let size = 0;
    request({ socketPath, path: `/v1.41${path}` }, (answer) => {
      answer.on('data', (part: Buffer) => {
        size += part.length;
        hash.update(part);
      });
      answer.on('end', () => resolve({ size, sha256: hash.digest('hex') }));
    })
      .on('error', reject)
      .end();
  });
}

/** The processes of a router's CGI program: their ids as seen from here. */
export function programsOf(router: Userland): number[] {
  const namespace = readlinkSync(`/proc/${router.pid}/ns/pid`);
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        return (
          readlinkSync(`/proc/${entry}/ns/pid`) === namespace &&
          readFileSync(`/proc/${entry}/cmdline`, 'latin1').includes('/www/cgi-bin/dockerman')
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** A figure of a process's memory in KiB: `VmRSS` (now) or `VmHWM` (the most so far); 0 when it has ended. */
export function residentKb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
