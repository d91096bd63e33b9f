import { spawnSync } from 'node:child_process';

const prefix = 'dmtest';

function ip(...args: string[]): { ok: boolean; text: string } {
  const { status, stdout, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  return { ok: status === 0, text: stdout + stderr };
}

/** A bridge of our own with a subnet that nothing else on this host has; several engines can run side by side. */
export interface Bridge {
  readonly name: string;
  /** Where the networks that tests make get their subnets from. */
  readonly pool: string;
}

/** Makes a bridge. Its number is in its name, and a name can be taken only once. */
export function makeBridge(): Bridge {
  for (let number = 200; number < 250; number++) {
    const name = `${prefix}${number}`;
    if (ip('-4', '-o', 'addr', 'show').text.includes(` 10.${number}.`)) continue;
    if (!ip('link', 'add', name, 'type', 'bridge').ok) continue;
    const up = ip('addr', 'add', `10.${number}.0.1/24`, 'dev', name).ok && ip('link', 'set', name, 'up').ok;
    if (up) return { name, pool: `base=10.${number}.128.0/17,size=24` };
    removeBridge(name);
  }
  throw new Error('No bridge can be made (as root, with iproute2), or 50 of them are left over.');
}

/** Removes a bridge of ours, and the bridges of networks made out of its pool. */
export function removeBridge(name: string): void {
  const number = name.slice(prefix.length);
  const lines = ip('-4', '-o', 'addr', 'show').text.split('\n');
  for (const line of lines) {
    const [, link, address] = /^\d+:\s+(\S+)\s+inet\s+(\S+)/.exec(line) ?? [];
    if (link && link !== name && address?.startsWith(`10.${number}.`)) ip('link', 'delete', link);
  }
  ip('link', 'delete', name);
}
