import type { Service } from '../catalogue/service';
import { hash, hex } from '../random';
import type { Container, ContainerMount, PublishedPort } from './container';
import { newRun } from './run';

function port(text: string): PublishedPort {
  const [, host, inside, protocol] = /^(?:(\d+):)?(\d+)\/(\w+)$/.exec(text) ?? [];
  if (inside === undefined || protocol === undefined) throw new RangeError(`${text} is no port`);
  return { port: Number(inside), protocol, ...(host !== undefined && { host: Number(host) }) };
}

function mount(text: string): ContainerMount {
  const [source = '', destination = '', mode] = text.split(':');
  return {
    ...(!source.startsWith('/') && { volume: source }),
    source: source.startsWith('/') ? source : `/var/lib/docker/volumes/${source}/_data`,
    destination,
    writable: mode !== 'ro',
  };
}

/** The labels that docker compose puts on a container of a stack. */
export function composeLabels(service: Service): Record<string, string> {
  if (service.stack === undefined) return {};
  const folder = `/srv/stacks/${service.stack}`;
  return {
    'com.docker.compose.project': service.stack,
    'com.docker.compose.service': service.name,
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.config-hash': hex(64, 'config', service.stack, service.name),
    'com.docker.compose.project.config_files': `${folder}/compose.yaml`,
    'com.docker.compose.project.working_dir': folder,
    'com.docker.compose.version': '2.29.7',
  };
}

/** The name of a service's container: compose puts stack and number around it. */
export function containerName(service: Service): string {
  return service.stack === undefined ? service.name : `${service.stack}-${service.name}-1`;
}

/** A container in the state that its service is described in. It is on no network yet. */
export function buildContainer(service: Service, seed: string, imageId: string, now: number): Container {
  const name = containerName(service);
  const ended = service.state === 'exited' ? now - service.since * 1000 : null;
  const started = ended === null ? now - service.since * 1000 : ended - 45_000 - (hash(name) % 600_000);
  const run = newRun(started);
  run.endedAt = ended;
  run.lastWords = ended !== null;
  if (ended !== null) run.over.abort();
  if (service.state === 'paused') run.pauses.push({ from: now - 600_000, to: null });
  return {
    id: hex(64, seed, 'container', name),
    name,
    service,
    imageId,
    created: started - 2000,
    labels: {
      'org.opencontainers.image.title': service.name.replace(/-\d+$/, ''),
      'org.opencontainers.image.description': service.description,
      ...composeLabels(service),
      ...service.labels,
    },
    ports: (service.ports ?? []).map(port),
    mounts: (service.mounts ?? []).map(mount),
    networks: new Map(),
    status: service.state,
    exitCode: service.exitCode ?? 0,
    runs: service.state === 'created' ? [] : [run],
    ...(service.health && { health: service.health }),
    stopping: false,
    autoRemove: false,
    hostConfig: {},
  };
}
