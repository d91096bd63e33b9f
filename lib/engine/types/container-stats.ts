import type * as v from 'valibot';
import { list, loose, map, number, part, text } from './lenient';

const cpuStats = part(
  loose({
    /** Nanoseconds of CPU time since the container's start. */
    cpu_usage: part(loose({ total_usage: number, percpu_usage: list(number) })),
    /** Nanoseconds of CPU time that all cores of the host have spent, idle time included. */
    system_cpu_usage: number,
    online_cpus: number,
  }),
);

/** A sample of a container's statistics. Of a container that does not run it is all zeros. */
export const containerStats = loose({
  id: text,
  name: text,
  /** When it was taken (RFC 3339, nanoseconds); `0001-01-01T00:00:00Z` for none. */
  read: text,
  preread: text,
  cpu_stats: cpuStats,
  /** The sample before; all zeros in the first one. */
  precpu_stats: cpuStats,
  memory_stats: part(loose({ usage: number, limit: number, stats: map(number) })),
  networks: map(loose({ rx_bytes: number, tx_bytes: number })),
  blkio_stats: part(loose({ io_service_bytes_recursive: list(loose({ op: text, value: number })) })),
  pids_stats: part(loose({ current: number, limit: number })),
});
/** A sample of a container's statistics. */
export type ContainerStats = v.InferOutput<typeof containerStats>;
