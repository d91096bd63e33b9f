import type { SimulatedEngine } from '../model/engine';
import { hex } from '../random';

/** What the simulated engine says of itself. API 1.51 is Docker 28.5. */
export const apiVersion = '1.51';
const engineVersion = '28.5.1';

/** The answer of `GET /version`. */
export function version() {
  const details = { ApiVersion: apiVersion, Arch: 'arm64', MinAPIVersion: '1.24', Os: 'linux' };
  return {
    Platform: { Name: 'Simulated engine' },
    Components: [{ Name: 'Engine', Version: engineVersion, Details: details }],
    // the page shows it: nobody shall take these containers for their own
    Version: `${engineVersion} (simulated)`,
    ...details,
    GoVersion: 'go1.24.8',
    KernelVersion: '6.6.52',
  };
}

/** The answer of `GET /info`. */
export function info(engine: SimulatedEngine) {
  const states = [...engine.containers.values()].map(({ status }) => status);
  const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
  return {
    ID: hex(32, engine.seed, 'engine'),
    Name: 'router',
    ServerVersion: engineVersion,
    Containers: states.length,
    ContainersRunning: count('running'),
    ContainersPaused: count('paused'),
    ContainersStopped: count('exited', 'created'),
    Images: engine.images.size,
    Driver: 'overlay2',
    DockerRootDir: '/mnt/disk/docker',
    LoggingDriver: 'json-file',
    CgroupDriver: 'cgroupfs',
    CgroupVersion: '2',
    KernelVersion: '6.6.52',
    OperatingSystem: 'OpenWrt 24.10 (simulated)',
    OSType: 'linux',
    Architecture: 'aarch64',
    NCPU: 4,
    MemTotal: 4 * 1024 ** 3,
    DefaultRuntime: 'runc',
    SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
    Warnings: null,
    IndexServerAddress: 'https://index.docker.io/v1/',
    Plugins: { Volume: ['local'], Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'] },
    Swarm: { LocalNodeState: 'inactive' },
  };
}
