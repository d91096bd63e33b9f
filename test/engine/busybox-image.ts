import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unixHttp } from './unix-http';

const busybox = '/bin/busybox';
const folders = [
  'bin',
  'dev',
  'etc',
  'home',
  'proc',
  'root',
  'sys',
  'tmp',
  'usr/bin',
  'usr/sbin',
  'sbin',
  'var/www',
];

/** The root filesystem of a busybox image as a tar archive, made from Debian's busybox-static. */
export function busyboxArchive(): Buffer {
  const root = mkdtempSync(join(tmpdir(), 'dm-busybox-'));
  try {
    for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
    chmodSync(join(root, 'tmp'), 0o1777);
    copyFileSync(busybox, join(root, 'bin/busybox'));
    const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n');
    for (const applet of applets) if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet));
    writeFileSync(
      join(root, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
    );
    writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnobody:x:65534:\n');
    const flags = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
    return execFileSync('tar', [...flags, '-C', root, '-cf', '-', '.'], { maxBuffer: 64 * 1024 * 1024 });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Puts `busybox:latest` (also as `busybox:1`) into the engine behind the socket. */
export async function importBusybox(socket: string): Promise<void> {
  const changes = ['CMD ["sh"]', 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
  const query = changes.map((change) => `&changes=${encodeURIComponent(change)}`).join('');
  const imported = await unixHttp(
    socket,
    'POST',
    `/images/create?fromSrc=-&repo=busybox&tag=latest${query}`,
    busyboxArchive(),
    'application/x-tar',
  );
  if (imported.status !== 200 || imported.text.includes('"errorDetail"'))
    throw new Error(`The import of busybox failed: ${imported.status} ${imported.text}`);
  const tagged = await unixHttp(socket, 'POST', '/images/busybox:latest/tag?repo=busybox&tag=1');
  if (tagged.status !== 201) throw new Error(`The tag busybox:1 failed: ${tagged.status} ${tagged.text}`);
}
