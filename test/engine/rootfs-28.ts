import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder of a Debian sid with dockerd 28.5 or newer in it; `DOCKERD_ROOTFS_28` names another one. */
export const folder28 = process.env['DOCKERD_ROOTFS_28'] ?? join(homedir(), '.cache', 'dockerd-sid');

const debootstrap = '/usr/sbin/debootstrap';

/**
 * Makes the folder where it is missing: about 330 MB, once, by debootstrap from the mirror that apt uses. Gives undefined when it is
 * there, or a sentence that says why not.
 */
export function ensureRootfs28(): string | undefined {
  if (existsSync(join(folder28, 'usr/sbin/dockerd'))) return undefined;
  const missing = `${folder28} has no dockerd`;
  if (process.getuid?.() !== 0) return `${missing}, and only root can make it`;
  if (!existsSync(debootstrap)) return `${missing}, and debootstrap, which would make it, is not installed`;
  const mirror = aptMirror();
  if (mirror === undefined) return `${missing}, and no Debian mirror is found in /etc/apt to make it from`;
  console.log(`Making ${folder28} (Debian sid with docker.io, about 330 MB) from ${mirror}`);
  const unfinished = `${folder28}.unfinished-${process.pid}`;
  mkdirSync(dirname(folder28), { recursive: true });
  const include = '--include=docker.io,containerd,runc,iptables,ca-certificates';
  const { status, stdout, stderr } = spawnSync(
    debootstrap,
    ['--variant=minbase', include, 'sid', unfinished, mirror],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 280_000 },
  );
  if (status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    return `${missing}, and debootstrap failed: ${(stdout + stderr).trim().split('\n').slice(-3).join(' / ')}`;
  }
  for (const unneeded of ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/locale'])
    rmSync(join(unfinished, unneeded), { recursive: true, force: true });
  // a folder of somebody who was faster is as good
  if (!existsSync(join(folder28, 'usr/sbin/dockerd'))) renameSync(unfinished, folder28);
  else rmSync(unfinished, { recursive: true, force: true });
  return undefined;
}

/** The mirror of Debian itself in apt's sources, in their old form or in deb822's. */
function aptMirror(): string | undefined {
  const lists = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(lists) ? readdirSync(lists).map((name) => join(lists, name)) : []),
  ];
  for (const file of files.filter((name) => existsSync(name))) {
    const found = /^(?:deb(?:\s+\[[^\]]*\])?|URIs:)\s+(https?:\/\/\S+\/debian)\/?(?:\s|$)/m.exec(
      readFileSync(file, 'utf8'),
    );
    if (found) return found[1];
  }
  return undefined;
}
