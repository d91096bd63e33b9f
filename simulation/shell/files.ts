import type { Container } from '../model/container';

/** The files of a container by absolute path; folders are what is in front of them. */
export type Files = ReadonlyMap<string, string>;

/** The few files that every container has. */
export function filesOf(container: Container): Files {
  const { service } = container;
  const end = [...container.networks.values()][0];
  return new Map([
    ['/bin/sh', '\u007fELF'],
    ['/bin/ash', '\u007fELF'],
    ['/bin/busybox', '\u007fELF'],
    ['/etc/hostname', `${container.id.slice(0, 12)}\n`],
    ['/etc/hosts', `127.0.0.1\tlocalhost\n${end?.address ?? '127.0.1.1'}\t${container.id.slice(0, 12)}\n`],
    ['/etc/resolv.conf', 'nameserver 127.0.0.11\noptions ndots:0\n'],
    [
      '/etc/os-release',
      'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n',
    ],
    ['/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n'],
    ['/proc/loadavg', '0.42 0.31 0.28 1/213 77\n'],
    ['/root/.profile', 'export PS1="\\w \\$ "\n'],
    ['/root/README', `${service.name}: ${service.description}\nThis container is simulated.\n`],
    ['/tmp/notes.txt', 'nothing here is kept\n'],
    ...container.mounts.map(({ destination }): [string, string] => [`${destination}/.keep`, '']),
  ]);
}

/** An absolute path without dots, seen from `folder`. */
export function resolvePath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The names in a folder, folders with a slash behind; null where there is no such folder. */
export function listFolder(files: Files, folder: string): string[] | null {
  const start = folder === '/' ? '/' : `${folder}/`;
  const names = new Set<string>();
  for (const path of files.keys())
    if (path.startsWith(start)) {
      const rest = path.slice(start.length);
      names.add(rest.includes('/') ? rest.slice(0, rest.indexOf('/') + 1) : rest);
    }
  return names.size || folder === '/' ? [...names].sort() : null;
}
