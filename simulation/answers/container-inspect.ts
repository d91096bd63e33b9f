import { never, timestamp } from '../clock';
import { currentRun, pidOf, type Container } from '../model/container';
import type { SimulatedEngine } from '../model/engine';
import { mountPoints, networkEnds } from './network-settings';

const MiB = 1024 * 1024;
const healthEvery = 30_000;

function health(container: Container, now: number) {
  const run = container.runs.at(-1);
  if (!container.health || !run) return {};
  const bad = container.health === 'unhealthy';
  const last = Math.floor((now - run.startedAt) / healthEvery);
  const log = [4, 3, 2, 1, 0]
    .map((back) => last - back)
    .filter((number) => number > 0)
    .map((number) => ({
      Start: timestamp(run.startedAt + number * healthEvery, number),
      End: timestamp(run.startedAt + number * healthEvery + 120, number),
      ExitCode: bad ? 1 : 0,
      Output: bad ? 'innodb_initialized: command not found\nhealthcheck --connect failed\n' : 'OK\n',
    }));
  return { Health: { Status: container.health, FailingStreak: bad ? Math.max(last, 3) : 0, Log: log } };
}

function state(container: Container, now: number) {
  const run = container.runs.at(-1);
  const up = currentRun(container) !== null;
  return {
    Status: container.status,
    Running: up,
    Paused: container.status === 'paused',
    Restarting: false,
    OOMKilled: false,
    Dead: false,
    Pid: pidOf(container),
    ExitCode: container.exitCode,
    Error: '',
    StartedAt: run ? timestamp(run.startedAt) : never,
    FinishedAt: run && run.endedAt !== null ? timestamp(run.endedAt) : never,
    ...health(container, now),
  };
}

function portBindings(container: Container, published: boolean) {
  return Object.fromEntries(
    container.ports.map(({ port, protocol, host }) => [
      `${port}/${protocol}`,
      host === undefined
        ? null
        : (published ? ['0.0.0.0', '::'] : ['']).map((HostIp) => ({ HostIp, HostPort: String(host) })),
    ]),
  );
}

function config(container: Container) {
  const { service } = container;
  return {
    Hostname: container.id.slice(0, 12),
    Domainname: '',
    User: service.user ?? '',
    AttachStdin: false,
    AttachStdout: !service.tty,
    AttachStderr: !service.tty,
    ExposedPorts: Object.fromEntries(
      container.ports.map(({ port, protocol }) => [`${port}/${protocol}`, {}]),
    ),
    Tty: service.tty ?? false,
    OpenStdin: service.tty ?? false,
    StdinOnce: false,
    Env: [...(service.env ?? []), 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    Cmd: service.command.length ? service.command : null,
    Image: service.image,
    Volumes: null,
    WorkingDir: '',
    Entrypoint: service.entrypoint ?? null,
    OnBuild: null,
    Labels: container.labels,
    StopSignal: 'SIGTERM',
    ...(service.health && {
      Healthcheck: {
        Test: ['CMD', 'healthcheck.sh', '--connect'],
        Interval: healthEvery * 1e6,
        Timeout: 5e9,
        Retries: 3,
      },
    }),
  };
}

/** The answer of `GET /containers/{id}/json`. */
export function containerInspect(engine: SimulatedEngine, container: Container, size: boolean) {
  const { service } = container;
  const [path = '', ...args] = [...(service.entrypoint ?? []), ...service.command];
  const up = currentRun(container) !== null;
  return {
    Id: container.id,
    Created: timestamp(container.created),
    Path: path,
    Args: args,
    State: state(container, engine.clock.now()),
    Image: container.imageId,
    ResolvConfPath: `/var/lib/docker/containers/${container.id}/resolv.conf`,
    LogPath: `/var/lib/docker/containers/${container.id}/${container.id}-json.log`,
    Name: `/${container.name}`,
    RestartCount: 0,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: execIds(engine, container),
    HostConfig: {
      Binds: container.mounts.map(
        ({ volume, source, destination, writable }) =>
          `${volume ?? source}:${destination}:${writable ? 'rw' : 'ro'}`,
      ),
      NetworkMode: [...container.networks.keys()][0] ?? 'none',
      PortBindings: portBindings(container, false),
      RestartPolicy: { Name: service.restart ?? 'no', MaximumRetryCount: 0 },
      AutoRemove: container.autoRemove,
      Privileged: false,
      LogConfig: { Type: 'json-file', Config: {} },
      Memory: (service.memoryLimit ?? 0) * MiB,
      MemorySwap: (service.memoryLimit ?? 0) * 2 * MiB,
      NanoCpus: 0,
      PidsLimit: null,
      Runtime: 'runc',
      ...container.hostConfig,
    },
    ...(size && { SizeRw: 12_288, SizeRootFs: engine.images.bytesOf(container.imageId) + 12_288 }),
    Mounts: mountPoints(container),
    Config: config(container),
    NetworkSettings: {
      Ports: up ? portBindings(container, true) : {},
      Networks: networkEnds(engine, container),
    },
  };
}

function execIds(engine: SimulatedEngine, container: Container): readonly string[] | null {
  const ids = [...engine.execs.values()]
    .filter((exec) => exec.container === container.id && exec.running)
    .map(({ id }) => id);
  return ids.length ? ids : null;
}
