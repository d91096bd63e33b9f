import type { Service } from '../catalogue/service';
import type { Run } from './run';

/** A container's end of a network. */
export interface NetworkEnd {
  readonly address: string;
  readonly mac: string;
  readonly endpoint: string;
  readonly aliases: readonly string[];
}

/** A published or exposed port; `host` is absent for one that is exposed only. */
export interface PublishedPort {
  readonly port: number;
  readonly protocol: string;
  readonly host?: number;
}

/** A mount, of a volume or of a path of the host. */
export interface ContainerMount {
  readonly volume?: string;
  readonly source: string;
  readonly destination: string;
  readonly writable: boolean;
}

/** A container of the simulated engine. */
export interface Container {
  readonly id: string;
  name: string;
  /** How it behaves. */
  service: Service;
  imageId: string;
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  readonly mounts: readonly ContainerMount[];
  readonly networks: Map<string, NetworkEnd>;
  status: 'created' | 'running' | 'paused' | 'exited' | 'removing';
  exitCode: number;
  /** Newest last; only the last few are kept. */
  readonly runs: Run[];
  /** `starting` for a while after each start; undefined without a healthcheck. */
  health?: 'starting' | 'healthy' | 'unhealthy';
  stopping: boolean;
  readonly autoRemove: boolean;
  /** What the create call said of the host's side, and later updates: kept as it came, shown by inspect. */
  hostConfig: Readonly<Record<string, unknown>>;
}

/** The run that goes on now; null for a container that does not run. */
export function currentRun(container: Container): Run | null {
  const last = container.runs.at(-1);
  return last && last.endedAt === null ? last : null;
}

/** The number of its first process while it runs, else 0. */
export function pidOf(container: Container): number {
  const run = currentRun(container);
  return run ? 1000 + (Number.parseInt(container.id.slice(0, 4), 16) % 30_000) : 0;
}
