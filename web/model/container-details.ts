import type { ContainerState } from './container-row';

/** A folder or volume in a container. */
export interface Mount {
  readonly type: string;
  /** A path of the host, or a volume's name. */
  readonly source: string;
  readonly destination: string;
  readonly writable: boolean;
}

/** A container's end of a network. */
export interface Endpoint {
  readonly network: string;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly gateway: string;
  readonly mac: string;
  readonly aliases: readonly string[];
}

/** One run of a health check. */
export interface HealthProbe {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly exitCode: number;
  readonly output: string;
}

/** What the inspect of a container says, as a page shows it. Every string is the container's: text, never markup. */
export interface ContainerDetails {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly state: ContainerState;
  readonly exitCode: number;
  /** The engine's own word on why it did not start or ended badly; empty where there is none. */
  readonly error: string;
  readonly oomKilled: boolean;
  readonly pid: number;
  /** Milliseconds since 1970; 0: never. */
  readonly created: number;
  readonly started: number;
  readonly finished: number;
  readonly restarts: number;
  readonly health?: {
    readonly status: string;
    readonly failing: number;
    readonly probes: readonly HealthProbe[];
  };
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly user: string;
  readonly hostname: string;
  /** `NAME=value` taken apart; values of secret-looking names are masked for viewers. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly endpoints: readonly Endpoint[];
  readonly networkMode: string;
  /** As `ContainerRow.ports`. */
  readonly ports: readonly { containerPort: number; protocol: string; hostPort?: number; address?: string }[];
  readonly restartPolicy: { readonly name: string; readonly retries: number };
  readonly logDriver: string;
  readonly privileged: boolean;
  /** 0: no limit. */
  readonly limits: { readonly memory: number; readonly cpus: number; readonly pids: number };
  readonly stack?: string;
  readonly service?: string;
  /** The whole answer, for the tree. */
  readonly inspect: unknown;
}
