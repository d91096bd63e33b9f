import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { until } from './gateway-under-test';
import { simulated } from './simulated';
import { all, collect } from './stream-items';
import { TestClock } from './test-clock';

const both = { stdout: true, stderr: true };

describe('logs', () => {
  test('have times, two streams, and as many lines as are asked for', async () => {
    const { client } = simulated();
    const log = async (more: object) =>
      all(await client.containerLogs({ container: 'backup', ...both, ...more }, { tty: false }));
    const lines = await log({ timestamps: true });
    expect(lines.some(({ stream }) => stream === 'stdout')).toBe(true);
    expect(lines.at(-1)).toMatchObject({
      stream: 'stderr',
      text: expect.stringContaining('No route to host') as string,
    });
    const times = lines.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
    expect(await log({ tail: '3' })).toHaveLength(3);
    expect(await log({ tail: '0' })).toHaveLength(0);
    expect((await log({ stderr: false })).every(({ stream }) => stream === 'stdout')).toBe(true);
    const last = Date.parse(times.at(-1) ?? '') / 1000;
    expect((await log({ since: Math.floor(last) })).length).toBeLessThan(lines.length);
  });

  test('are the same whenever they are read', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const now = clock.now() / 1000;
    const read = async () =>
      all(
        await client.containerLogs(
          { container: 'pihole', ...both, since: now - 60, until: now, timestamps: true },
          { tty: false },
        ),
      );
    const first = await read();
    await clock.pass(5000);
    expect(first.length).toBeGreaterThan(50);
    expect(await read()).toEqual(first);
  });

  test('are followed without a gap, and end when the container stops', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const from = clock.now() / 1000;
    const followed = collect(
      await client.containerLogs(
        { container: 'pihole', ...both, follow: true, since: from, timestamps: true },
        { tty: false },
      ),
    );
    for (let at = 0; at < 20; at++) {
      await until(() => clock.waiting > 0);
      await clock.pass(1000);
    }
    const stopping = client.containerStop({ container: 'pihole' });
    await until(() => clock.waiting > 1);
    await clock.pass(1000);
    await stopping;
    await followed.ended;
    const read = await all(
      await client.containerLogs(
        { container: 'pihole', ...both, since: from, timestamps: true },
        { tty: false },
      ),
    );
    expect(followed.items).toEqual(read);
    expect(followed.items.length).toBeGreaterThan(15);
  });

  test('that are followed cost nothing when the reader has gone', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const leave = new AbortController();
    const stream = collect(
      await client.containerLogs(
        { container: 'pihole', ...both, follow: true, tail: '0' },
        { tty: false, signal: leave.signal },
      ),
    );
    await until(() => clock.waiting === 1);
    leave.abort();
    await stream.ended.catch(() => undefined);
    await until(() => clock.waiting === 0);
  });
});

describe('statistics', () => {
  test('end when they are left, also after a garbage collection', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const leave = new AbortController();
    const stream = collect(await client.containerStats({ container: 'pihole' }, { signal: leave.signal }));
    await until(() => stream.items.length > 0);
    collectGarbage();
    leave.abort();
    await stream.ended.catch(() => undefined);
    await until(() => clock.waiting === 0);
  });

  test('grow steadily, and show the load', async () => {
    const clock = new TestClock();
    const { client } = simulated({ clock });
    const leave = new AbortController();
    const stream = collect(
      await client.containerStats({ container: 'media-jellyfin-1' }, { signal: leave.signal }),
    );
    for (let at = 0; at < 30; at++) {
      await until(() => clock.waiting > 0);
      await clock.pass(1000);
    }
    leave.abort();
    await stream.ended.catch(() => undefined);
    const [, ...samples] = stream.items;
    expect(samples.length).toBeGreaterThan(25);
    for (const { cpu_stats, precpu_stats, memory_stats } of samples) {
      const used = cpu_stats.cpu_usage.total_usage - precpu_stats.cpu_usage.total_usage;
      const cores =
        (used / (cpu_stats.system_cpu_usage - precpu_stats.system_cpu_usage)) * cpu_stats.online_cpus;
      expect(cores).toBeGreaterThan(0.05);
      expect(cores).toBeLessThan(0.8);
      expect(memory_stats.usage).toBeLessThan(memory_stats.limit);
    }
  });

  test('of a container that does not run are empty', async () => {
    const { client } = simulated();
    const [sample] = await all(await client.containerStats({ container: 'backup', stream: false }));
    expect(sample?.cpu_stats.cpu_usage.total_usage).toBe(0);
    expect(sample?.read).toBe('0001-01-01T00:00:00Z');
  });
});
