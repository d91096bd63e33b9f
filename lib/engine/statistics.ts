import type { ContainerStats } from './types/container-stats';

/** The figures of a running container that are shown. The keeper on the router reduces to the same ones (docs/architecture.md). */
export interface Figures {
  /** Thousandths of one core: 2,500 is two and a half cores. Null until there are two samples. */
  readonly cpu: number | null;
  /** Bytes in use, without what the kernel could take back at once. */
  readonly memory: number;
  /** Bytes; that of the host where the container has none. */
  readonly memoryLimit: number;
  /** Bytes since the container's start, over all its networks. */
  readonly received: number;
  readonly sent: number;
  /** Bytes since the container's start, over all devices. */
  readonly blockRead: number;
  readonly blockWritten: number;
  readonly processes: number;
}

/** CPU times at one moment, in nanoseconds: the container's, and those of all cores of the host together. */
export interface CpuTimes {
  readonly used: number;
  readonly passed: number;
  readonly cores: number;
}

/** The CPU times of a sample; undefined where there are none: the container does not run, or there was no sample before. */
export function cpuTimes(cpu: ContainerStats['cpu_stats']): CpuTimes | undefined {
  const used = cpu.cpu_usage.total_usage;
  if (used === 0) return undefined;
  const cores = cpu.online_cpus || cpu.cpu_usage.percpu_usage.length || 1;
  return { used, passed: cpu.system_cpu_usage, cores };
}

/**
 * The figures of a sample; undefined of a container that does not run. `before` are the CPU times to compare with: those
 * that the engine sends along, where none are given (it sends none in the first sample and in a one-shot).
 */
export function figures(stats: ContainerStats, before = cpuTimes(stats.precpu_stats)): Figures | undefined {
  const now = cpuTimes(stats.cpu_stats);
  if (!now) return undefined;
  const networks = Object.values(stats.networks);
  return {
    cpu: cpuPermille(before, now),
    memory: memoryUsed(stats.memory_stats),
    memoryLimit: stats.memory_stats.limit,
    received: sum(networks.map(({ rx_bytes }) => rx_bytes)),
    sent: sum(networks.map(({ tx_bytes }) => tx_bytes)),
    blockRead: blockBytes(stats, 'read'),
    blockWritten: blockBytes(stats, 'write'),
    processes: stats.pids_stats.current,
  };
}

/** CPU use between two moments in thousandths of one core; null where there is nothing to tell (a restart in between). */
export function cpuPermille(before: CpuTimes | undefined, now: CpuTimes): number | null {
  if (!before) return null;
  const used = now.used - before.used;
  const passed = now.passed - before.passed;
  return used < 0 || passed <= 0 ? null : Math.round((used * 1000 * now.cores) / passed);
}

/** As `docker stats` does: cgroup v1 has total_inactive_file, v2 inactive_file (docker/cli, calculateMemUsageUnixNoCache). */
function memoryUsed({ usage, stats }: ContainerStats['memory_stats']): number {
  const inactive = stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0;
  return inactive < usage ? usage - inactive : usage;
}

function blockBytes({ blkio_stats }: ContainerStats, operation: string): number {
  const entries = blkio_stats.io_service_bytes_recursive;
  return sum(entries.filter(({ op }) => op.toLowerCase() === operation).map(({ value }) => value));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
