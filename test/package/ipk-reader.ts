import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';

export interface ArchivedFile {
  readonly mode: number;
  readonly owner: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly data: Buffer;
}

/** The entries of a .tar.gz by name; folders end in a slash. */
export async function entriesOf(tarball: Uint8Array): Promise<Map<string, ArchivedFile>> {
  const entries = await unpackTar(new Uint8Array(gunzipSync(tarball)));
  return new Map(
    entries.map(({ header, data }) => [
      header.name,
      {
        mode: header.mode ?? 0,
        owner: `${header.uid}:${header.gid} ${header.uname}:${header.gname}`,
        time: (header.mtime?.getTime() ?? 0) / 1000,
        data: Buffer.from(data ?? []),
      },
    ]),
  );
}

/** The bytes of an entry; raises an error where there is none. */
export function bytesOf(entries: ReadonlyMap<string, ArchivedFile>, name: string): Buffer {
  const entry = entries.get(name);
  if (!entry) throw new Error(`${name} is not among ${[...entries.keys()].join(' ')}`);
  return entry.data;
}

/** The two archives of an .ipk: what lies on the router, and what opkg reads about it. */
export async function readIpk(ipk: Uint8Array) {
  const parts = await entriesOf(ipk);
  return {
    parts: [...parts.keys()],
    data: await entriesOf(bytesOf(parts, './data.tar.gz')),
    control: await entriesOf(bytesOf(parts, './control.tar.gz')),
  };
}
