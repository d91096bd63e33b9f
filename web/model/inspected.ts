import { milliseconds } from '../../lib/engine/decode/timestamp';
import type { ContainerInspect } from '../../lib/engine/types/container-inspect';
import type { ContainerDetails } from './container-details';
import { containerState } from './container-rows';
import { variable } from './variable';

const when = (time: string) => milliseconds(time) ?? 0;

/** An inspect as the page's details; `document` is the engine's whole answer. */
export function containerDetails(inspect: ContainerInspect, document: unknown): ContainerDetails {
  const { Config, HostConfig, State } = inspect;
  const health = State.Health;
  const stack = Config.Labels['com.docker.compose.project'];
  const service = Config.Labels['com.docker.compose.service'];
  return {
    id: inspect.Id,
    name: inspect.Name.replace(/^\//, ''),
    image: Config.Image,
    imageId: inspect.Image,
    state: containerState(State.Status),
    exitCode: State.ExitCode,
    error: State.Error,
    oomKilled: State.OOMKilled,
    pid: State.Pid,
    created: when(inspect.Created),
    started: when(State.StartedAt),
    finished: when(State.FinishedAt),
    restarts: inspect.RestartCount,
    tty: Config.Tty,
    stdin: Config.OpenStdin,
    entrypoint: Config.Entrypoint,
    command: Config.Cmd,
    workingDirectory: Config.WorkingDir,
    user: Config.User,
    hostname: Config.Hostname,
    environment: Config.Env.map(variable),
    labels: Config.Labels,
    mounts: inspect.Mounts.map((mount) => ({
      type: mount.Type,
      source: mount.Type === 'volume' && mount.Name ? mount.Name : mount.Source,
      destination: mount.Destination,
      writable: mount.RW,
    })),
    endpoints: endpoints(inspect),
    networkMode: HostConfig.NetworkMode,
    ports: ports(inspect),
    restartPolicy: {
      name: HostConfig.RestartPolicy.Name || 'no',
      retries: HostConfig.RestartPolicy.MaximumRetryCount,
    },
    logDriver: HostConfig.LogConfig.Type,
    privileged: HostConfig.Privileged,
    limits: {
      memory: HostConfig.Memory,
      cpus: HostConfig.NanoCpus ? HostConfig.NanoCpus / 1e9 : quotaCpus(HostConfig),
      pids: Math.max(0, HostConfig.PidsLimit ?? 0),
    },
    inspect: document,
    ...(health && health.Status !== '' && health.Status !== 'none'
      ? {
          health: {
            status: health.Status,
            failing: health.FailingStreak,
            probes: health.Log.map((probe) => ({
              start: when(probe.Start),
              end: when(probe.End),
              exitCode: probe.ExitCode,
              output: probe.Output,
            })),
          },
        }
      : {}),
    ...(stack ? { stack } : {}),
    ...(service ? { service } : {}),
  };
}

/** `--cpu-quota` over `--cpu-period`, the older way to limit; 0 is none. */
function quotaCpus({ CpuQuota, CpuPeriod }: ContainerInspect['HostConfig']): number {
  return CpuQuota > 0 ? CpuQuota / (CpuPeriod || 100_000) : 0;
}

function endpoints({ NetworkSettings }: ContainerInspect): ContainerDetails['endpoints'] {
  return Object.entries(NetworkSettings.Networks).map(([network, endpoint]) => ({
    network,
    ipv4: endpoint.IPAddress,
    ipv6: endpoint.GlobalIPv6Address,
    gateway: endpoint.Gateway || endpoint.IPv6Gateway,
    mac: endpoint.MacAddress,
    aliases: endpoint.Aliases,
  }));
}

function ports({ NetworkSettings }: ContainerInspect): ContainerDetails['ports'] {
  return Object.entries(NetworkSettings.Ports).flatMap(([key, bindings]) => {
    const [port = '', protocol = 'tcp'] = key.split('/');
    const base = { containerPort: Number(port) || 0, protocol };
    if (!bindings.length) return [base];
    return bindings.map(({ HostIp, HostPort }) => ({
      ...base,
      ...(HostPort ? { hostPort: Number(HostPort) } : {}),
      ...(HostIp ? { address: HostIp } : {}),
    }));
  });
}
