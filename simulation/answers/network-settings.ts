import { currentRun, type Container } from '../model/container';
import type { SimulatedEngine } from '../model/engine';

/** A container's ends of its networks, as list and inspect show them. */
export function networkEnds(engine: SimulatedEngine, container: Container) {
  const up = currentRun(container) !== null;
  return Object.fromEntries(
    [...container.networks].map(([name, end]) => {
      const network = engine.networks.get(name);
      const address = up ? end.address : '';
      return [
        name,
        {
          IPAMConfig: null,
          Links: null,
          Aliases: end.aliases,
          MacAddress: up ? end.mac : '',
          NetworkID: network?.id ?? '',
          EndpointID: up ? end.endpoint : '',
          Gateway: address && network?.prefix !== undefined ? `${network.prefix}.1` : '',
          IPAddress: address,
          IPPrefixLen: address ? 16 : 0,
          IPv6Gateway: '',
          GlobalIPv6Address: '',
          GlobalIPv6PrefixLen: 0,
          DriverOpts: null,
          DNSNames: end.aliases.length ? [...end.aliases, container.id.slice(0, 12)] : null,
        },
      ];
    }),
  );
}

/** A container's mounts, as list and inspect show them. */
export function mountPoints(container: Container) {
  return container.mounts.map((mount) => ({
    Type: mount.volume === undefined ? 'bind' : 'volume',
    ...(mount.volume !== undefined && { Name: mount.volume, Driver: 'local' }),
    Source: mount.source,
    Destination: mount.destination,
    Mode: mount.writable ? 'rw' : 'ro',
    RW: mount.writable,
    Propagation: mount.volume === undefined ? 'rprivate' : '',
  }));
}
