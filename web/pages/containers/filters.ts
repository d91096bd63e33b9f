import { inTrouble } from '../../elements/container-state';
import type { ContainerRow } from '../../model/container-row';

/** What the chips above the list choose. */
export type FilterName = 'all' | 'running' | 'stopped' | 'paused' | 'unhealthy' | 'trouble';

/** The filters, in the words of the address. */
export const filterNames: readonly FilterName[] = [
  'all',
  'running',
  'stopped',
  'paused',
  'unhealthy',
  'trouble',
];

/** Whether the row belongs to a filter. `trouble`: restarting, dead, or ended badly. */
export function inFilter(row: ContainerRow, filter: FilterName): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'running':
      return row.state === 'running';
    case 'stopped':
      return row.state === 'exited' || row.state === 'created' || row.state === 'dead';
    case 'paused':
      return row.state === 'paused';
    case 'unhealthy':
      return row.state === 'running' && row.health === 'unhealthy';
    case 'trouble':
      return inTrouble(row) && row.state !== 'running';
  }
}

/** How many rows each filter has, removed ones left out. */
export function filterCounts(rows: readonly ContainerRow[]): Record<FilterName, number> {
  const counts = { all: 0, running: 0, stopped: 0, paused: 0, unhealthy: 0, trouble: 0 };
  for (const row of rows) {
    if (row.gone) continue;
    for (const name of filterNames) if (inFilter(row, name)) counts[name]++;
  }
  return counts;
}

/** A text search: each word must stand somewhere in name, image, id, stack, service, network, address or port. */
export function matches(row: ContainerRow, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = [
    row.name,
    row.image,
    row.id,
    row.stack ?? '',
    row.service ?? '',
    ...row.networks.flatMap((network) => [network.name, network.ipv4 ?? '', network.ipv6 ?? '']),
    ...row.ports.map((port) => String(port.hostPort ?? port.containerPort)),
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
