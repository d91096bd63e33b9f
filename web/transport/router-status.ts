import * as v from 'valibot';
import { TransportError } from '../../lib/engine/errors';
import type { Role } from '../host/host';

const words = v.nullish(
  v.union([
    v.array(v.string()),
    v.pipe(
      v.string(),
      v.transform((one) => [one]),
    ),
  ]),
  () => [],
);
const text = v.nullish(v.string(), '');
const flag = v.nullish(v.boolean(), false);

const schema = v.object({
  engines: v.nullish(
    v.array(v.object({ name: text, label: text, kind: text, address: text, message: text })),
    () => [],
  ),
  dockerd: v.nullish(
    v.object({
      installed: flag,
      service: flag,
      running: flag,
      hosts: words,
      tls: v.nullish(v.record(v.string(), v.unknown()), () => ({})),
    }),
    () => ({ installed: false, service: false, running: false, hosts: [], tls: {} }),
  ),
  keeper: flag,
  roles: v.nullish(v.array(v.string()), () => []),
  versions: v.nullish(v.object({ package: text, openwrt: text }), () => ({ package: '', openwrt: '' })),
});

/** The router's side of things (docs/architecture.md, `RouterStatus`). */
export type RouterStatus = v.InferOutput<typeof schema>;

/** Reads the answer to `RouterStatus`. Raises a {@link TransportError} (`broken`) for anything else. */
export function readRouterStatus(value: unknown): RouterStatus {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success)
    throw new TransportError('broken', 'The router described itself in a way that cannot be read.');
  return parsed.output;
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
