import { timestamp } from '../clock';
import { currentRun } from '../model/container';
import type { SimulatedEngine, Volume } from '../model/engine';
import type { Network } from '../model/network';

/** A network, as list and inspect show it; inspect adds the containers on it. */
export function networkAnswer(engine: SimulatedEngine, network: Network, withContainers: boolean) {
  const subnet = network.prefix?.replace(/\.\d+$/, '.0.0/16');
  return {
    Name: network.name,
    Id: network.id,
    Created: timestamp(network.created),
    Scope: 'local',
    Driver: network.driver,
    EnableIPv4: true,
    EnableIPv6: false,
    IPAM: {
      Driver: 'default',
      Options: null,
      Config: subnet === undefined ? null : [{ Subnet: subnet, Gateway: `${network.prefix}.1` }],
    },
    Internal: network.internal,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Options: network.name === 'bridge' ? { 'com.docker.network.bridge.name': 'docker0' } : {},
    Labels: network.labels,
    ...(withContainers && { Containers: containersOn(engine, network) }),
  };
}

function containersOn(engine: SimulatedEngine, network: Network) {
  const all = [...engine.containers.values()].filter((container) => currentRun(container));
  return Object.fromEntries(
    all.flatMap((container) => {
      const end = container.networks.get(network.name);
      if (!end) return [];
      const IPv4Address = end.address && `${end.address}/16`;
      return [
        [
          container.id,
          {
            Name: container.name,
            EndpointID: end.endpoint,
            MacAddress: end.mac,
            IPv4Address,
            IPv6Address: '',
          },
        ],
      ];
    }),
  );
}

/** A volume, as list and inspect show it. */
export function volumeAnswer(volume: Volume) {
  return {
    Name: volume.name,
    Driver: 'local',
    Mountpoint: `/var/lib/docker/volumes/${volume.name}/_data`,
    CreatedAt: timestamp(volume.created).replace(/\.\d+Z$/, 'Z'),
    Labels: Object.keys(volume.labels).length ? volume.labels : null,
    Scope: 'local',
    Options: null,
  };
}
