import { expect, it } from 'vitest';
import { cpuTimes, figures } from '../../lib/engine/statistics';
import { all, describeEngines, takeUntil } from './engines';

describeEngines('events', (engine) => {
  it('tell what happens to a container, as it happens', async () => {
    const { client } = engine;
    const container = await engine.create('exit 3');
    const filters = { type: ['container'], container: [container] };
    const events = await client.systemEvents({ filters });
    await client.containerStart({ container });
    const seen = await takeUntil(events, ({ Action }) => Action === 'die');
    expect(seen.map(({ Action }) => Action)).toContain('start');
    const [died] = seen.slice(-1);
    const { Id } = await client.containerInspect({ container });
    expect(died).toMatchObject({
      Type: 'container',
      Actor: { ID: Id, Attributes: { name: container, exitCode: '3' } },
    });
    expect(died?.time).toBeGreaterThan(Date.now() / 1000 - 600);
  });

  it('of the past end by themselves', async () => {
    const container = await engine.run('true');
    await engine.client.containerWait({ container });
    const now = Math.floor(Date.now() / 1000);
    const filters = { container: [container] };
    const past = await all(await engine.client.systemEvents({ since: now - 600, until: now + 1, filters }));
    expect(past.map(({ Action }) => Action)).toEqual(expect.arrayContaining(['create', 'start', 'die']));
  });
});

describeEngines('statistics', (engine) => {
  it('of a busy container show a core in use, memory and processes', async () => {
    const container = await engine.run('while :; do :; done');
    const samples = await engine.client.containerStats({ container, stream: true });
    let last: ReturnType<typeof figures>;
    await takeUntil(samples, (stats) => {
      last = figures(stats);
      return (last?.cpu ?? 0) > 0;
    });
    expect(last?.cpu).toBeGreaterThan(10);
    expect(last?.cpu).toBeLessThan(4000);
    expect(last?.memory).toBeGreaterThan(0);
    expect(last?.memoryLimit).toBeGreaterThan(last?.memory ?? 0);
    expect(last?.processes).toBeGreaterThanOrEqual(1);
  });

  // Podman 4 knows no one-shot
  it.skipIf(engine.podman)('taken once each have no CPU use of their own, and one together', async () => {
    const container = await engine.run('while :; do :; done');
    const once = async () =>
      (await all(await engine.client.containerStats({ container, stream: false, 'one-shot': true })))[0];
    const first = await once();
    expect(first && figures(first)?.cpu).toBeNull();
    await expect
      .poll(async () => {
        const second = await once();
        return first && second && figures(second, cpuTimes(first.cpu_stats))?.cpu;
      })
      .toBeGreaterThan(10);
  });

  // Podman answers with an error
  it.skipIf(engine.podman)('of a container that does not run are none', async () => {
    const container = await engine.create('true');
    const [stats] = await all(await engine.client.containerStats({ container, stream: false }));
    expect(stats && figures(stats)).toBeUndefined();
  });
});
