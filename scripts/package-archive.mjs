import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';

/** Offset of the byte of a gzip header that names the file system, which Node sets from the machine it runs on (RFC 1952, 2.3.1). */
const operatingSystem = 9;
const unix = 3;

/** Every folder that leads to the files, parents first. */
function folders(paths) {
  const found = new Set();
  for (const path of paths)
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) found.add(path.slice(0, at));
  return [...found].filter((folder) => folder !== '.').sort();
}

/** A tar archive's entries: all owned by root, all of one time, folders before what is in them. */
function entries(files, time) {
  const header = { uid: 0, gid: 0, uname: 'root', gname: 'root', mtime: time };
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return [
    ...folders(sorted.map(({ path }) => path)).map((folder) => ({
      header: { ...header, name: `${folder}/`, type: 'directory', mode: 0o755, size: 0 },
    })),
    ...sorted.map(({ path, mode, data }) => ({
      header: { ...header, name: path, type: 'file', mode, size: data.length },
      body: new Uint8Array(data),
    })),
  ];
}

/**
 * A tar archive that depends on nothing but its arguments.
 * @param {{path: string, mode: number, data: Buffer}[]} files paths as they stand in the archive (`./etc/…`)
 * @param {number} seconds the time of every entry, since 1970
 * @returns {Promise<Buffer>}
 */
export async function tar(files, seconds) {
  return Buffer.from(await packTar(entries(files, new Date(seconds * 1000))));
}

/** The gzip of some bytes without time, name or machine in its header. */
export function gzip(bytes) {
  const zipped = gzipSync(bytes, { level: 9 });
  zipped[operatingSystem] = unix;
  return zipped;
}
