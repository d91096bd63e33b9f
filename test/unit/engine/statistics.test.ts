import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { cpuPermille, cpuTimes, figures } from '../../../lib/engine/statistics';
import { containerStats } from '../../../lib/engine/types/container-stats';

const parse = (value: object) => v.parse(containerStats, value);
const cpu = (total: number, system: number, more: object = { online_cpus: 4 }) => ({
  cpu_usage: { total_usage: total },
  system_cpu_usage: system,
  ...more,
});

describe('the figures of a sample', () => {
  it('are those of a running container', () => {
    const stats = parse({
      read: '2026-03-01T12:00:01Z',
      cpu_stats: cpu(3_000_000_000, 108_000_000_000),
      precpu_stats: cpu(2_000_000_000, 104_000_000_000),
      memory_stats: { usage: 1000, limit: 4000, stats: { inactive_file: 300, active_file: 50 } },
      networks: { eth0: { rx_bytes: 10, tx_bytes: 1 }, eth1: { rx_bytes: 5, tx_bytes: 2 } },
      blkio_stats: {
        io_service_bytes_recursive: [
          { major: 8, minor: 0, op: 'Read', value: 7 },
          { major: 8, minor: 0, op: 'Write', value: 8 },
          { major: 8, minor: 0, op: 'Total', value: 15 },
          { major: 8, minor: 16, op: 'read', value: 1 },
        ],
      },
      pids_stats: { current: 3 },
    });
    expect(figures(stats)).toEqual({
      cpu: 1000,
      memory: 700,
      memoryLimit: 4000,
      received: 15,
      sent: 3,
      blockRead: 8,
      blockWritten: 8,
      processes: 3,
    });
  });

  it('are none of a container that does not run', () => {
    expect(figures(parse({ read: '0001-01-01T00:00:00Z', cpu_stats: {}, memory_stats: {} }))).toBeUndefined();
  });

  it('have no CPU use in the first sample, and are compared with the sample before if that is given', () => {
    const stats = parse({ cpu_stats: cpu(3_000, 8_000), precpu_stats: cpu(0, 0) });
    expect(figures(stats)?.cpu).toBeNull();
    const before = cpuTimes(parse({ cpu_stats: cpu(2_000, 4_000) }).cpu_stats);
    expect(figures(stats, before)?.cpu).toBe(1000);
  });

  it('are zero for what the engine does not tell (no network, no block devices)', () => {
    const stats = parse({
      cpu_stats: cpu(1, 1),
      networks: null,
      blkio_stats: { io_service_bytes_recursive: null },
    });
    expect(figures(stats)).toMatchObject({
      received: 0,
      sent: 0,
      blockRead: 0,
      blockWritten: 0,
      processes: 0,
    });
  });

  it.each([
    ['cgroup v2', { inactive_file: 100 }, 900],
    [
      'cgroup v1, whose own figure counts its children too',
      { inactive_file: 1, total_inactive_file: 200 },
      800,
    ],
    ['no details', null, 1000],
    ['more cache than use', { inactive_file: 2000 }, 1000],
  ])('take the cache off the memory in use: %s', (_, stats, memory) => {
    expect(figures(parse({ cpu_stats: cpu(1, 1), memory_stats: { usage: 1000, stats } }))?.memory).toBe(
      memory,
    );
  });

  it.each([
    ['as the engine counts them', { online_cpus: 2 }, 2],
    ['from the times of each', { cpu_usage: { total_usage: 1, percpu_usage: [1, 0, 0] } }, 3],
    ['one where nothing is said', {}, 1],
  ])('know the number of cores: %s', (_, more, cores) => {
    expect(cpuTimes(parse({ cpu_stats: cpu(1, 1, more) }).cpu_stats)?.cores).toBe(cores);
  });
});

describe('the use of the CPU', () => {
  const at = (used: number, passed: number) => ({ used, passed, cores: 4 });

  it.each([
    ['all four cores', at(0, 0), at(400, 400), 4000],
    ['half of one', at(1000, 8000), at(1050, 8400), 500],
    ['idle', at(1000, 8000), at(1000, 8400), 0],
    ['rounded', at(0, 0), at(1, 2999), 1],
  ])('is in thousandths of one core: %s', (_, before, now, permille) => {
    expect(cpuPermille(before, now)).toBe(permille);
  });

  it.each([
    ['nothing before', undefined, at(1, 1)],
    ['a restart', at(1000, 1000), at(10, 2000)],
    ['no time between', at(10, 1000), at(20, 1000)],
    ['time going backwards', at(10, 1000), at(20, 900)],
  ])('is not told where it cannot be known: %s', (_, before, now) => {
    expect(cpuPermille(before, now)).toBeNull();
  });
});
