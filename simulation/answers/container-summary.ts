import { currentRun, type Container } from '../model/container';
import type { SimulatedEngine } from '../model/engine';
import { humanDuration } from './duration';
import { mountPoints, networkEnds } from './network-settings';

/** The engine's sentence about a container: `Up 3 days (healthy)`, `Exited (1) 5 minutes ago`. */
export function statusSentence(container: Container, now: number): string {
  const run = container.runs.at(-1);
  if (container.status === 'removing') return 'Removal In Progress';
  if (!run || container.status === 'created') return 'Created';
  if (run.endedAt !== null) return `Exited (${container.exitCode}) ${humanDuration(now - run.endedAt)} ago`;
  const up = `Up ${humanDuration(now - run.startedAt)}`;
  if (container.status === 'paused') return `${up} (Paused)`;
  if (container.health === 'starting') return `${up} (health: starting)`;
  return container.health ? `${up} (${container.health})` : up;
}

function ports(container: Container) {
  const up = currentRun(container) !== null;
  return container.ports.flatMap(({ port, protocol, host }) => {
    const inside = { PrivatePort: port, Type: protocol };
    if (!up || host === undefined) return up ? [inside] : [];
    return ['0.0.0.0', '::'].map((IP) => ({ IP, ...inside, PublicPort: host }));
  });
}

/** A container's row of `GET /containers/json`. */
export function containerSummary(engine: SimulatedEngine, container: Container, size: boolean) {
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: container.service.image,
    ImageID: container.imageId,
    Command: [...(container.service.entrypoint ?? []), ...container.service.command].join(' '),
    Created: Math.floor(container.created / 1000),
    Ports: ports(container),
    ...(size && { SizeRw: 12_288, SizeRootFs: engine.images.bytesOf(container.imageId) + 12_288 }),
    Labels: container.labels,
    State: container.status,
    Status: statusSentence(container, engine.clock.now()),
    HostConfig: { NetworkMode: [...container.networks.keys()][0] ?? 'none' },
    NetworkSettings: { Networks: networkEnds(engine, container) },
    Mounts: mountPoints(container),
  };
}
