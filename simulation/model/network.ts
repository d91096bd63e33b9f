import { hash, hex } from '../random';
import type { NetworkEnd } from './container';

/** A network of the simulated engine. */
export interface Network {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly created: number;
  /** `172.18.0`: the first three bytes; absent for host and none. */
  readonly prefix?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly internal: boolean;
  /** The last byte that was given away. */
  lastAddress: number;
}

/** A container's end of a network, at the next free address. */
export function joinNetwork(network: Network, containerId: string, aliases: readonly string[]): NetworkEnd {
  network.lastAddress += 1;
  const last = network.lastAddress;
  const bytes = [2, 66, 172, 18, last >> 8, last & 255].map((byte) => byte.toString(16).padStart(2, '0'));
  return {
    // a /16, so that a thousand containers have room
    address:
      network.prefix === undefined
        ? ''
        : `${network.prefix.replace(/\.\d+$/, '')}.${last >> 8}.${last & 255}`,
    mac: network.prefix === undefined ? '' : bytes.join(':'),
    endpoint: hex(64, containerId, network.id, hash(last)),
    aliases,
  };
}
