import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Busy and idle time of all processors since the start of the machine, in ticks (proc(5), /proc/stat). */
function ticks(): { readonly busy: number; readonly idle: number } {
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, ...rest] = (
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? ''
  )
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return { busy: user + nice + system + rest.reduce((sum, part) => sum + part, 0), idle: idle + wait };
}

/**
 * Waits until the machine does little else (under 5 % busy for two seconds), because what came before goes on for a while: an engine that
 * has made a hundred containers, a disk that is written to. Gives up after two minutes: the load stands beside each figure.
 */
export async function quiet(): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const before = ticks();
    await delay(2000);
    const after = ticks();
    const busy = after.busy - before.busy;
    if (busy < (busy + after.idle - before.idle) * 0.05) return;
  }
}
