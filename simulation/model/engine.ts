import { services } from '../catalogue/catalogue';
import type { Service } from '../catalogue/service';
import type { Clock } from '../clock';
import { hex } from '../random';
import { EngineRefusal } from '../refusal';
import { buildContainer } from './build-container';
import type { Container } from './container';
import { EventBus } from './event-bus';
import type { Exec } from './exec';
import { ImageStore } from './image-store';
import { baseLayers, layer } from './layers';
import { plainConfig } from './image';
import { joinNetwork, type Network } from './network';

/** A volume of the simulated engine. */
export interface Volume {
  readonly name: string;
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** The whole state of a simulated engine. What changes it is in `lifecycle.ts` and its neighbours. */
export class SimulatedEngine {
  readonly events: EventBus;
  readonly containers = new Map<string, Container>();
  readonly images: ImageStore;
  readonly networks = new Map<string, Network>();
  readonly volumes = new Map<string, Volume>();
  readonly execs = new Map<string, Exec>();
  readonly #byName = new Map<string, Container>();
  #made = 0;

  constructor(
    readonly clock: Clock,
    readonly seed: string,
    count: number,
  ) {
    this.events = new EventBus(clock);
    this.images = new ImageStore(seed, () => clock.now());
    const now = clock.now();
    const old = now - 30 * 86400_000;
    this.addNetwork('bridge', 'bridge', old);
    this.addNetwork('host', 'host', old);
    this.addNetwork('none', 'null', old);
    for (const service of services(count)) this.#install(service, now);
    this.images.add({
      id: `sha256:${hex(64, seed, 'dangling')}`,
      tags: [],
      digests: [],
      created: now - 12 * 86400_000,
      layers: [...baseLayers('alpine'), layer('COPY . /app # buildkit', 48_300_000)],
      config: plainConfig,
    });
    this.addVolume('old-grafana', old);
  }

  #install(service: Service, now: number): void {
    const container = buildContainer(service, this.seed, this.images.fetch(service.image).id, now);
    this.addContainer(container);
    for (const mount of container.mounts)
      if (mount.volume !== undefined) this.addVolume(mount.volume, container.created);
    const network = service.network ?? (service.stack === undefined ? 'bridge' : `${service.stack}_default`);
    if (!this.networks.has(network)) this.addNetwork(network, 'bridge', container.created, service.stack);
    this.join(container, network, service.stack === undefined ? [] : [service.name]);
  }

  /** A number that has not been given before, for ids. */
  next(): number {
    return (this.#made += 1);
  }

  /** Takes a container in, under its id and name. */
  addContainer(container: Container): void {
    this.containers.set(container.id, container);
    this.#byName.set(container.name, container);
  }

  /** Gives a container another name; a taken one is a 409. */
  rename(container: Container, name: string): void {
    this.checkNameFree(name);
    this.#byName.delete(container.name);
    container.name = name;
    this.#byName.set(name, container);
  }

  /** Refuses a name that is taken (409). */
  checkNameFree(name: string): void {
    const other = this.#byName.get(name);
    if (other)
      throw new EngineRefusal(
        409,
        `Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
      );
  }

  /** Forgets a container. */
  removeContainer(container: Container): void {
    this.containers.delete(container.id);
    this.#byName.delete(container.name);
    for (const exec of [...this.execs.values()])
      if (exec.container === container.id) this.execs.delete(exec.id);
  }

  /** The container of a name, an id or the beginning of one; else 404. */
  container(reference: string): Container {
    const found = this.containers.get(reference) ?? this.#byName.get(reference.replace(/^\//, ''));
    if (found) return found;
    if (/^[0-9a-f]+$/.test(reference)) {
      const all = [...this.containers.values()].filter(({ id }) => id.startsWith(reference));
      if (all.length === 1 && all[0]) return all[0];
      if (all.length > 1)
        throw new EngineRefusal(400, `multiple IDs found with provided prefix: ${reference}`);
    }
    throw new EngineRefusal(404, `No such container: ${reference}`);
  }

  /** The network of a name or id; else 404. */
  network(reference: string): Network {
    const found =
      this.networks.get(reference) ?? [...this.networks.values()].find(({ id }) => id.startsWith(reference));
    if (!found) throw new EngineRefusal(404, `network ${reference} not found`);
    return found;
  }

  /** Makes a network. */
  addNetwork(name: string, driver: string, created: number, stack?: string, internal = false): Network {
    const subnet = 17 + this.networks.size;
    const network: Network = {
      id: hex(64, this.seed, 'network', name),
      name,
      driver,
      created,
      ...(driver === 'bridge' && { prefix: `172.${subnet % 256}.0` }),
      labels:
        stack === undefined
          ? {}
          : { 'com.docker.compose.project': stack, 'com.docker.compose.network': 'default' },
      internal,
      lastAddress: 1,
    };
    this.networks.set(name, network);
    return network;
  }

  /** Puts a container onto a network. */
  join(container: Container, network: string, aliases: readonly string[]): void {
    container.networks.set(network, joinNetwork(this.network(network), container.id, aliases));
  }

  /** Makes a volume where there is none of that name. */
  addVolume(name: string, created: number, labels: Readonly<Record<string, string>> = {}): Volume {
    const volume = this.volumes.get(name) ?? { name, created, labels };
    this.volumes.set(name, volume);
    return volume;
  }

  /** The volume of a name; else 404. */
  volume(name: string): Volume {
    const volume = this.volumes.get(name);
    if (!volume) throw new EngineRefusal(404, `get ${name}: no such volume`);
    return volume;
  }
}
