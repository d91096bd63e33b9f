import { existsSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when `condition` holds; raises an error with `what` after `seconds`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  seconds: number,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await delay(50);
  }
}

/** Whether a process runs; a zombie does not. */
export function alive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** A process named for good: its pid may be given to another one later. */
export interface Identity {
  readonly pid: number;
  /** When it began, in clock ticks since boot; empty when it is gone. */
  readonly began: string;
}

/** The identity of a process. */
export function identity(pid: number): Identity {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return { pid, began: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '' };
  } catch {
    return { pid, began: '' };
  }
}

/** Whether this very process still runs. */
export function runs(process: Identity): boolean {
  return alive(process.pid) && identity(process.pid).began === process.began;
}

/** The mount namespace of a process, or an empty string. */
export function mountNamespace(pid: number | 'self'): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return '';
  }
}

/** The processes in a mount namespace. */
export function processesIn(namespace: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => mountNamespace(pid) === namespace);
}

/** Ends a process: first SIGTERM, after `seconds` SIGKILL. */
export async function end(pid: number, seconds: number): Promise<void> {
  for (const [signal, time] of [
    ['SIGTERM', seconds],
    ['SIGKILL', 10],
  ] as const) {
    if (!alive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    await until(() => !alive(pid), `the end of process ${pid}`, time).catch(() => undefined);
  }
}

/** The folders of a control group of that name below every hierarchy, v1 and v2, the deepest first. */
function cgroupFolders(name: string): string[] {
  const mount = '/sys/fs/cgroup';
  if (!existsSync(mount)) return [];
  const roots = [mount, ...readdirSync(mount).map((entry) => join(mount, entry))].map((root) =>
    join(root, name),
  );
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) walk(join(folder, entry.name));
    found.push(folder);
  };
  for (const root of roots) if (existsSync(root)) walk(root);
  return found;
}

/** Kills what is left in a control group and removes it. */
export async function removeCgroup(name: string): Promise<void> {
  const pids = () =>
    cgroupFolders(name).flatMap((folder) => {
      try {
        return readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
      } catch {
        return [];
      }
    });
  for (const pid of new Set(pids())) await end(pid, 0);
  await until(() => pids().length === 0, `the end of what runs in ${name}`, 10).catch(() => undefined);
  removeEmptyCgroups(name);
}

/** Removes what nothing runs in of a control group. */
export function removeEmptyCgroups(name: string): void {
  for (const folder of cgroupFolders(name))
    try {
      rmdirSync(folder);
    } catch {
      // in use: it stays
    }
}
