import { never, timestamp } from '../clock';
import { currentRun, type Container } from '../model/container';
import { usageAt, type Usage } from '../model/usage';

const cores = 4;
const memoryTotal = 4 * 1024 ** 3;

function cpuStats(usage: Usage | null, at: number) {
  if (!usage) return { cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 } };
  return {
    cpu_usage: {
      total_usage: usage.cpu,
      usage_in_kernelmode: Math.floor(usage.cpu * 0.3),
      usage_in_usermode: Math.ceil(usage.cpu * 0.7),
    },
    // what all cores have spent since the host has been up, thirty days before the start of 2024
    system_cpu_usage: Math.round((at - Date.UTC(2023, 11, 2)) * 1e6) * cores,
    online_cpus: cores,
    throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
  };
}

/** A sample of `GET /containers/{id}/stats`; `before` is when the sample before it was taken, null for none. */
export function containerStats(container: Container, at: number, before: number | null) {
  const run = currentRun(container);
  const id = { id: container.id, name: `/${container.name}` };
  if (!run)
    return {
      ...id,
      read: never,
      preread: never,
      cpu_stats: cpuStats(null, at),
      precpu_stats: cpuStats(null, at),
      memory_stats: {},
      pids_stats: {},
    };
  const usage = usageAt(container.service, container.id, run, at);
  const earlier = before === null ? null : usageAt(container.service, container.id, run, before);
  return {
    ...id,
    read: timestamp(at),
    preread: before === null ? never : timestamp(before),
    num_procs: 0,
    cpu_stats: cpuStats(usage, at),
    precpu_stats: cpuStats(earlier, before ?? at),
    memory_stats: {
      usage: usage.memory,
      limit:
        container.service.memoryLimit === undefined ? memoryTotal : container.service.memoryLimit * 1024 ** 2,
      stats: { inactive_file: usage.cache, active_file: 0, anon: usage.memory - usage.cache },
    },
    networks: container.networks.has('host')
      ? undefined
      : {
          eth0: {
            rx_bytes: usage.received,
            rx_packets: Math.floor(usage.received / 1024),
            rx_dropped: 0,
            rx_errors: 0,
            tx_bytes: usage.sent,
            tx_packets: Math.floor(usage.sent / 1024),
            tx_dropped: 0,
            tx_errors: 0,
          },
        },
    blkio_stats: {
      io_service_bytes_recursive: [
        { major: 8, minor: 0, op: 'read', value: usage.read },
        { major: 8, minor: 0, op: 'write', value: usage.written },
      ],
    },
    pids_stats: { current: usage.processes, limit: 4096 },
  };
}
