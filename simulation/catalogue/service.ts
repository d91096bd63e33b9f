/** What a kind of container is like: enough to make a believable one. */
export interface Service {
  readonly name: string;
  readonly image: string;
  /** Its compose project. */
  readonly stack?: string;
  readonly description: string;
  readonly command: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly user?: string;
  readonly env?: readonly string[];
  /** `8096:8096/tcp`, `53:53/udp`; without a host port it is exposed only. */
  readonly ports?: readonly string[];
  /** `volume:/path` or `/host/path:/path[:ro]`. */
  readonly mounts?: readonly string[];
  readonly network?: 'host' | 'bridge';
  readonly restart?: 'always' | 'unless-stopped' | 'on-failure' | 'no';
  readonly tty?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  /** Thousandths of a core: what it uses at rest, and how much more at times. */
  readonly cpu: readonly [rest: number, more: number];
  /** MiB: the same. */
  readonly memory: readonly [rest: number, more: number];
  /** MiB; none is unlimited. */
  readonly memoryLimit?: number;
  /** KiB per second, in and out. */
  readonly traffic: readonly [rx: number, tx: number];
  readonly processes: readonly string[];
  readonly health?: 'healthy' | 'unhealthy';
  readonly state: 'running' | 'exited' | 'paused' | 'created';
  readonly exitCode?: number;
  /** Seconds since it was started (or, when it has ended, since its end). */
  readonly since: number;
  /** Milliseconds from the signal to its end; `never` ignores SIGTERM and has to be killed. */
  readonly stopTakes: number | 'never';
  readonly log: ServiceLog;
}

/**
 * How a container logs. A line may hold `{number}`, `{address}`, `{hex}`, `{host}`, `{time}`; a line that begins with `!` goes to the errors.
 */
export interface ServiceLog {
  /** Once, at each start. */
  readonly start: readonly string[];
  /** Over and over. */
  readonly lines: readonly string[];
  /** Seconds between two lines, about. */
  readonly every: number;
  /** On the way out. */
  readonly end?: readonly string[];
}
