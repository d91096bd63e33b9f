import type { ContainerDetails } from '../../model/container-details';
import type { ContainerRow } from '../../model/container-row';

function fromDetails(details: ContainerDetails): ContainerRow {
  const { id, name, image, imageId, state, exitCode, created, labels, ports, endpoints, stack, service } =
    details;
  const running = state === 'running' || state === 'paused' || state === 'restarting';
  const status = details.health?.status;
  return {
    id,
    name,
    image,
    imageId,
    command: details.command.join(' '),
    state,
    created,
    since: running ? details.started : details.finished || created,
    labels,
    ports,
    networks: endpoints.map(({ network, ipv4, ipv6 }) => ({
      name: network,
      ...(ipv4 === '' ? {} : { ipv4 }),
      ...(ipv6 === '' ? {} : { ipv6 }),
    })),
    ...(status === 'starting' || status === 'healthy' || status === 'unhealthy' ? { health: status } : {}),
    ...(state === 'exited' || state === 'dead' ? { exitCode } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(service === undefined ? {} : { service }),
  };
}

/**
 * The container of that name or id (or beginning of an id): from the list, which knows of actions under way, else from
 * its details.
 */
export function theRow(
  rows: readonly ContainerRow[],
  name: string,
  details: ContainerDetails | undefined,
): ContainerRow | undefined {
  const id = /^[0-9a-f]{12,64}$/.test(name) ? name : undefined;
  return (
    rows.find((row) => row.name === name && !row.gone) ??
    rows.find((row) => row.id === details?.id || (id !== undefined && row.id.startsWith(id))) ??
    (details ? fromDetails(details) : undefined)
  );
}
