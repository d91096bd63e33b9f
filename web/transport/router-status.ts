import { TransportError } from '../../lib/engine/errors';
import type { Role } from '../host/host';
import { asObject, asText } from './read-json';

/** The router's side of things (docs/architecture.md, `RouterStatus`), as far as the browser uses it. */
export interface RouterStatus {
  readonly engines: readonly {
    readonly kind: string;
    readonly address: string;
    /** URLs at which browsers reach it without the router, as they were configured. */
    readonly direct: readonly string[];
  }[];
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
      direct: texts(one?.['direct']),
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

const dockerdSocket = 'unix:///var/run/docker.sock';

/** A configured URL as a base: http or https, with its path and without a slash at its end. Undefined for anything else. */
function configuredBase(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname } = new URL(text);
  return protocol === 'http:' || protocol === 'https:' ? origin + pathname.replace(/\/+$/, '') : undefined;
}

/**
 * The base URLs under which a browser could reach the router's first engine, best first: those configured for it (`option direct`), then
 * its own address or, for this router's dockerd, those that dockerd listens on. `0.0.0.0`, `[::]` and `_luci_lan` stand for the host
 * of the page; port 2376 or TLS options mean https; a unix socket alone means none.
 */
export function directAddresses(status: RouterStatus, pageHost: string): string[] {
  const { hosts, tls } = status.dockerd;
  const secure = Object.values(tls).some(
    (value) => !['', '0', 'false', false, null, undefined].includes(value as string),
  );
  const [engine = { kind: 'unix', address: dockerdSocket, direct: [] }] = status.engines;
  const found = new Set(engine.direct.map(configuredBase).filter((base) => base !== undefined));
  const add = (address: string, tlsOptions: boolean) => {
    const [, scheme = '', host, given] = networkAddress.exec(address) ?? [];
    if (host === undefined) return;
    const https = tlsOptions || scheme === 'tls' || scheme === 'https' || given === '2376';
    // what listens on the router's own loopback is out of a browser's reach
    if (loopback.test(host) && !loopback.test(pageHost)) return;
    const url = `${https ? 'https' : 'http'}://${everywhere.includes(host) ? pageHost : host}:${given ?? (https ? 2376 : 2375)}`;
    if (URL.canParse(url)) found.add(url);
  };
  if (engine.address === dockerdSocket || hosts.includes(engine.address))
    for (const address of hosts) add(address, secure);
  else if (engine.kind !== 'unix') add(engine.address, false);
  return [...found];
}
