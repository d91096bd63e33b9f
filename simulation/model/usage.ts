import type { Service } from '../catalogue/service';
import { fraction } from '../random';
import { activeTime, type Run } from './run';

/** What a container has used at one moment. */
export interface Usage {
  /** Nanoseconds of CPU time since its start. */
  readonly cpu: number;
  /** Bytes in use, page cache included. */
  readonly memory: number;
  /** Bytes of `memory` that are reclaimable page cache. */
  readonly cache: number;
  readonly received: number;
  readonly sent: number;
  readonly read: number;
  readonly written: number;
  readonly processes: number;
}

const MiB = 1024 * 1024;

/** How the load comes and goes: from 0 to 1, smoothly, with a period of its own. */
function wave(key: string): { at(seconds: number): number; until(seconds: number): number } {
  const speed = (2 * Math.PI) / (20 + 70 * fraction(key, 'period'));
  const phase = 2 * Math.PI * fraction(key, 'phase');
  // ((1 - cos x) / 2)², and what it sums up to; a sum that grows steadily is what makes the counters believable
  const sum = (x: number) => (3 * x) / 8 - Math.sin(x) / 2 + Math.sin(2 * x) / 16;
  return {
    at: (seconds) => ((1 - Math.cos(speed * seconds + phase)) / 2) ** 2,
    until: (seconds) => (sum(speed * seconds + phase) - sum(phase)) / speed,
  };
}

/** What a run has used by `at` (milliseconds since 1970). A pure function; nothing ticks. */
export function usageAt(service: Service, key: string, run: Run, at: number): Usage {
  const seconds = activeTime(run, at) / 1000;
  const cpu = wave(`${key} cpu`);
  const memory = wave(`${key} memory`);
  const network = wave(`${key} network`);
  const moved = 0.4 * seconds + 1.6 * network.until(seconds);
  const inUse = Math.min(
    service.memory[0] + service.memory[1] * memory.at(seconds),
    (service.memoryLimit ?? Infinity) * 0.97,
  );
  const cache = inUse * 0.12;
  const disk = seconds * service.cpu[0] * 40;
  return {
    cpu: Math.round(1e6 * (service.cpu[0] * seconds + service.cpu[1] * cpu.until(seconds))),
    memory: Math.round((inUse + cache) * MiB),
    cache: Math.round(cache * MiB),
    received: Math.round(1024 * service.traffic[0] * moved),
    sent: Math.round(1024 * service.traffic[1] * moved),
    read: 4 * MiB + Math.round(disk),
    written: Math.round(disk * 0.6),
    processes: service.processes.length,
  };
}
