import { TransportError } from '../../lib/engine/errors';
import type { Role } from '../host/host';
import { asObject, asText } from './read-json';

/** The router's side of things (docs/architecture.md, `RouterStatus`), as far as the browser uses it. */
export interface RouterStatus {
  readonly engines: readonly { readonly kind: string; readonly address: string }[];
  readonly dockerd: {
    readonly installed: boolean;
    readonly running: boolean;
    readonly hosts: readonly string[];
    readonly tls: Readonly<Record<string, unknown>>;
  };
  readonly roles: readonly string[];
}

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter((one) => typeof one === 'string');

/** Reads the answer to `RouterStatus`; parts may be missing. Raises a {@link TransportError} (`broken`) for anything else. */
export function readRouterStatus(value: unknown): RouterStatus {
  const status = asObject(value);
  if (!status)
    throw new TransportError('broken', 'The router described itself in a way that cannot be read.');
  const dockerd = asObject(status['dockerd']);
  const engines = Array.isArray(status['engines']) ? (status['engines'] as unknown[]).map(asObject) : [];
  return {
    engines: engines.map((one) => ({
      kind: asText(one?.['kind']) ?? '',
      address: asText(one?.['address']) ?? '',
    })),
    dockerd: {
      installed: dockerd?.['installed'] === true,
      running: dockerd?.['running'] === true,
      hosts: texts(dockerd?.['hosts']),
      tls: asObject(dockerd?.['tls']) ?? {},
    },
    roles: texts(status['roles']),
  };
}

/** The strongest role among those that a session has; undefined without any. */
export function strongest(roles: readonly string[]): Role | undefined {
  return (['admin', 'operator', 'viewer'] as const).find((role) => roles.includes(role));
}

/** What dockerd and others write for an address on the network; LuCI's own forms offer tcp6 and inet6 too. */
const networkAddress =
  /^(tcp6?|inet6?|tls|https?):\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]*)(?::([0-9]{1,5}))?\/?$/;
const loopback = /^(localhost$|127\.|\[::1\])/;
/** Every address, or the interface that `_luci_lan` names: the page came over it. */
const everywhere = ['', '0.0.0.0', '[::]', '_luci_lan'];

/**
 * The base URLs under which a browser could reach the engines of this router, best first: `0.0.0.0`, `[::]` and
 * `_luci_lan` stand for the host of the page; port 2376 or TLS options mean https; a unix socket alone means none.
 */
export function directAddresses(status: RouterStatus, pageHost: string): string[] {
  const { hosts, tls } = status.dockerd;
  const secure = Object.values(tls).some(
    (value) => !['', '0', 'false', false, null, undefined].includes(value as string),
  );
  const engines = status.engines.filter(({ kind }) => kind !== 'unix').map(({ address }) => address);
  const found = new Set<string>();
  const add = (address: string, tlsOptions: boolean) => {
    const [, scheme = '', host, given] = networkAddress.exec(address) ?? [];
    if (host === undefined) return;
    const https = tlsOptions || scheme === 'tls' || scheme === 'https' || given === '2376';
    // what listens on the router's own loopback is out of a browser's reach
    if (loopback.test(host) && !loopback.test(pageHost)) return;
    const url = `${https ? 'https' : 'http'}://${everywhere.includes(host) ? pageHost : host}:${given ?? (https ? 2376 : 2375)}`;
    if (URL.canParse(url)) found.add(url);
  };
  for (const address of hosts) add(address, secure);
  for (const address of engines) add(address, false);
  return [...found];
}
