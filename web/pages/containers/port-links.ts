import type { PublishedPort } from '../../model/container-row';
import { _ } from '../../host/translate';

/** A published port as it is shown. */
export interface PortLink {
  readonly key: string;
  /** `8080`, with the address where it is bound to a certain one, with the protocol where it is not TCP. */
  readonly label: string;
  /** Absent where a browser cannot open it from here. */
  readonly href?: string;
  readonly title: string;
  /** Why it cannot be reached from here. */
  readonly note?: string;
}

/** Ports of TLS by custom: 443 in any thousand; that of Jellyfin and Emby. */
const isTls = (port: number) => port % 1000 === 443 || port === 8920;
/** Ports whose protocol is not a browser's: ssh, mail, DNS, directories, files, MQTT, databases. */
const notWeb = new Set([
  21, 22, 23, 25, 53, 110, 139, 143, 389, 445, 465, 587, 636, 853, 993, 995, 1883, 3306, 5432, 5672, 6379,
  8883, 11211, 27017,
]);
const everywhere = new Set(['', '0.0.0.0', '::']);
const loopback = /^(127\.|::1$|localhost$)/;

/** A host as it stands in a URL: IPv6 addresses in brackets. */
function urlHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

function link(port: PublishedPort, hostPort: number, pageHost: string): PortLink {
  const address = port.address ?? '';
  const anywhere = everywhere.has(address);
  const onlyLocal = loopback.test(address);
  const plain = port.protocol === 'tcp' ? String(hostPort) : `${hostPort}/${port.protocol}`;
  const label = anywhere ? plain : `${urlHost(address)}:${plain}`;
  const target = _('container port %s', `${port.containerPort}/${port.protocol}`);
  const key = `${address}:${hostPort}/${port.protocol}`;
  if (port.protocol !== 'tcp' || notWeb.has(port.containerPort)) return { key, label, title: target };
  if (onlyLocal && !loopback.test(pageHost)) {
    const note = _('only reachable on the engine itself');
    return { key, label, note, title: `${target}; ${note}` };
  }
  const tls = isTls(port.containerPort) || isTls(hostPort);
  const host = anywhere || onlyLocal ? pageHost : address;
  return { key, label, title: target, href: `${tls ? 'https' : 'http'}://${urlHost(host)}:${hostPort}/` };
}

/**
 * The published ports, each once (IPv4 and IPv6 of the same one are one), as links where a browser at `pageHost` can open
 * them. Links first, then lower ports first.
 */
export function portLinks(ports: readonly PublishedPort[], pageHost: string): PortLink[] {
  const links = new Map<string, PortLink>();
  const sorted = [...ports].sort((a, b) => (a.hostPort ?? 0) - (b.hostPort ?? 0));
  for (const port of sorted) {
    if (port.hostPort === undefined || port.hostPort === 0) continue;
    const made = link(port, port.hostPort, pageHost);
    if (!links.has(made.label)) links.set(made.label, made);
  }
  return [...links.values()].sort((a, b) => Number(b.href !== undefined) - Number(a.href !== undefined));
}
