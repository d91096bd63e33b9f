import type { ActionName } from './actions';

/** The engine's word for a container's state. */
export type ContainerState =
  'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead' | 'unknown';

/** A port that the host answers for a container. */
export interface PublishedPort {
  readonly containerPort: number;
  /** Absent: exposed, not published. */
  readonly hostPort?: number;
  /** The address it is bound to; `0.0.0.0` and `::` are every one. */
  readonly address?: string;
  readonly protocol: string;
}

/** A network that a container is in, and its addresses there. */
export interface ContainerNetwork {
  readonly name: string;
  /** Addresses without prefix lengths; absent while it does not run. */
  readonly ipv4?: string;
  readonly ipv6?: string;
}

/** One line of the containers' list. Every string comes from the container: text, never markup. */
export interface ContainerRow {
  readonly id: string;
  /** The first name, without its slash. */
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly command: string;
  readonly state: ContainerState;
  readonly health?: 'starting' | 'healthy' | 'unhealthy';
  /** With `exited` and `dead`. */
  readonly exitCode?: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Since when it is in this state, milliseconds since 1970; from the engine's words ("Up 3 days") it is about right. */
  readonly since?: number;
  /** The compose project, from its label. */
  readonly stack?: string;
  /** The compose service, from its label. */
  readonly service?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  readonly networks: readonly ContainerNetwork[];
  /** An action of ours that is under way: the row says "stopping". */
  readonly pending?: ActionName;
  /** It has been removed; the row fades and goes by itself after some seconds. */
  readonly gone?: true;
}
