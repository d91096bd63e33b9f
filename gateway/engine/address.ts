import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** How one engine is reached. */
export type EngineAddress =
  | { readonly kind: 'unix'; readonly socket: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'tls'; readonly host: string; readonly port: number; readonly tls: TlsFiles }
  | { readonly kind: 'simulated' };

/** The contents of `ca.pem`, `cert.pem` and `key.pem`, as far as they are there. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Reads an engine's address: `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://host:2375`,
 * `tls://host:2376` (certificates from the folder `certificates`, named as Docker names them) or `simulated:`.
 * Raises an error that says what is wrong with it.
 */
export async function engineAddress(url: string, certificates?: string): Promise<EngineAddress> {
  if (url === 'simulated:') return { kind: 'simulated' };
  const unix = /^unix:\/\/(\/.+)$/.exec(url)?.[1];
  if (unix !== undefined) return { kind: 'unix', socket: unix };
  // Windows: node:net takes the pipe's name where a socket's path stands
  const pipe = /^npipe:\/\/(\/\/\.\/pipe\/[\w.-]+)$/.exec(url)?.[1];
  if (pipe !== undefined) return { kind: 'unix', socket: pipe.replaceAll('/', '\\') };
  const wire = /^(tcp|tls):\/\/(?:\[([0-9a-fA-F:]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?\/?$/.exec(url);
  const host = wire?.[2] ?? wire?.[3];
  if (!wire || host === undefined)
    throw new Error(
      `${JSON.stringify(url)} is not the address of an engine; write unix:///path, tcp://host:port, tls://host:port or simulated:`,
    );
  const port = Number(wire[4] ?? (wire[1] === 'tls' ? 2376 : 2375));
  if (port < 1 || port > 65535) throw new Error(`${url} has no valid port`);
  if (wire[1] === 'tcp') return { kind: 'tcp', host, port };
  return { kind: 'tls', host, port, tls: certificates === undefined ? {} : await tlsFiles(certificates) };
}

async function tlsFiles(folder: string): Promise<TlsFiles> {
  const read = (name: string) =>
    readFile(path.join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new Error(`${path.join(folder, name)} cannot be read: ${error.message}`, { cause: error });
    });
  const [ca, cert, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
  if (ca === undefined && cert === undefined)
    throw new Error(`${folder} holds neither ca.pem nor cert.pem and key.pem`);
  if ((cert === undefined) !== (key === undefined))
    throw new Error(`${folder} must hold cert.pem and key.pem together`);
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && key !== undefined && { cert, key }),
  };
}

/** An engine's address in words, for messages. */
export function addressText(address: EngineAddress): string {
  if (address.kind === 'simulated') return 'the simulated engine';
  if (address.kind === 'unix') return address.socket;
  return `${address.kind}://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}
