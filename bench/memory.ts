import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process in bytes (without pages of files that it shares), or 0 when it is gone. */
export function resident(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The processes below one, with their command lines, as seen from outside its namespace. */
export function descendants(pid: number): { pid: number; command: string }[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
    } catch {
      // it ended while we looked
    }
  }
  const found: { pid: number; command: string }[] = [];
  const visit = (one: number) => {
    for (const child of parents.get(one) ?? []) {
      try {
        found.push({
          pid: child,
          command: readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
        });
      } catch {
        // likewise
      }
      visit(child);
    }
  };
  visit(pid);
  return found;
}
