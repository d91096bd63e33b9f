import type { ContainerSummary } from '../../lib/engine/types/container-summary';
import type { ContainerNetwork, ContainerRow, ContainerState, PublishedPort } from './container-row';
import { readStatus } from './status-words';

const states: readonly ContainerState[] = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
];

/** An engine's word for a state; Podman has some of its own. */
export function containerState(word: string): ContainerState {
  if (word === 'stopped') return 'exited';
  if (word === 'configured' || word === 'initialized') return 'created';
  if (word === 'stopping') return 'running';
  return states.find((state) => state === word) ?? 'unknown';
}

/** A row of the engine's list as ours; `before` is what we had of it, `now` the time of the list. */
export function containerRow(summary: ContainerSummary, now: number, before?: ContainerRow): ContainerRow {
  const state = containerState(summary.State);
  const words = readStatus(summary.Status);
  const health = words.health ?? knownHealth(summary.Health?.Status);
  const exitCode = state === 'exited' || state === 'dead' ? words.exitCode : undefined;
  const since = sinceWhen(state, words, now, before);
  const stack = summary.Labels['com.docker.compose.project'];
  const service = summary.Labels['com.docker.compose.service'];
  return {
    id: summary.Id,
    name: firstName(summary.Names) || summary.Id.slice(0, 12),
    image: summary.Image,
    imageId: summary.ImageID,
    command: summary.Command,
    state,
    created: summary.Created * 1000,
    labels: summary.Labels,
    ports: ports(summary),
    networks: networks(summary),
    ...(health ? { health } : {}),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(since === undefined ? {} : { since }),
    ...(stack ? { stack } : {}),
    ...(service ? { service } : {}),
  };
}

/** A container's own name has one slash; those of links (`/other/alias`) have two. */
function firstName(names: readonly string[]): string {
  const own = names.find((name) => name.lastIndexOf('/') <= 0) ?? names[0] ?? '';
  return own.replace(/^\//, '');
}

function knownHealth(word: string | undefined): ContainerRow['health'] {
  return word === 'starting' || word === 'healthy' || word === 'unhealthy' ? word : undefined;
}

/** The engine rounds ("Up 3 days"): what we knew better stays, unless the state has begun anew since. */
function sinceWhen(
  state: ContainerState,
  words: ReturnType<typeof readStatus>,
  now: number,
  before: ContainerRow | undefined,
): number | undefined {
  if (words.seconds === undefined) return before?.state === state ? before.since : undefined;
  const estimate = now - words.seconds * 1000;
  const known = before?.state === state ? before.since : undefined;
  if (known !== undefined && Math.abs(estimate - known) <= (words.precision * 1.5 + 3) * 1000) return known;
  return estimate;
}

function ports({ Ports }: ContainerSummary): PublishedPort[] {
  return Ports.map((port) => ({
    containerPort: port.PrivatePort,
    protocol: port.Type || 'tcp',
    ...(port.PublicPort ? { hostPort: port.PublicPort } : {}),
    ...(port.PublicPort && port.IP ? { address: port.IP } : {}),
  })).sort((a, b) => a.containerPort - b.containerPort || (a.address ?? '').localeCompare(b.address ?? ''));
}

function networks({ NetworkSettings }: ContainerSummary): ContainerNetwork[] {
  return Object.entries(NetworkSettings.Networks)
    .map(([name, { IPAddress, GlobalIPv6Address }]) => ({
      name,
      ...(IPAddress ? { ipv4: IPAddress } : {}),
      ...(GlobalIPv6Address ? { ipv6: GlobalIPv6Address } : {}),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Whether two rows say the same. */
export function sameRow<Row extends object>(a: Row, b: Row): boolean {
  return equal(a, b);
}

/** Whether two values of plain objects, arrays and primitives are the same; a key that is undefined is none. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const one = a as Readonly<Record<string, unknown>>;
  const other = b as Readonly<Record<string, unknown>>;
  for (const key in one) if (!equal(one[key], other[key])) return false;
  for (const key in other) if (other[key] !== undefined && one[key] === undefined) return false;
  return Array.isArray(a) === Array.isArray(b);
}
