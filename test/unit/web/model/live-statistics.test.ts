import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import type { Figures, FigureSource } from '../../../../web/model/figure-sources';
import { LiveStatistics } from '../../../../web/model/live-statistics';
import { modelUnderTest } from '../fakes/model';

const some = (id: string, received = 0, cpu: number | null = 0.5): Figures => ({
  id,
  figures: { cpu, memory: 1, memoryLimit: 2, received, sent: 0, read: 0, written: 0, pids: 1 },
});

/** A source whose rounds the test gives. */
class FakeSource {
  readonly asked: (readonly string[])[] = [];
  error: unknown;
  #give: ((round: readonly Figures[]) => void) | undefined;
  aborted = 0;

  readonly source: FigureSource = (ids, signal) => this.#rounds(ids, signal);

  give(...round: Figures[]): void {
    this.#give?.(round);
  }

  async *#rounds(ids: readonly string[], signal: AbortSignal): AsyncGenerator<readonly Figures[]> {
    this.asked.push(ids);
    if (this.error) throw this.error;
    for (;;)
      yield await new Promise<readonly Figures[]>((resolve, reject) => {
        this.#give = resolve;
        signal.addEventListener('abort', () => {
          this.aborted++;
          reject(signal.reason);
        });
      });
  }
}

describe('live statistics', () => {
  afterEach(() => vi.useRealTimers());

  function underTest(...sources: FakeSource[]) {
    const model = modelUnderTest();
    const statistics = new LiveStatistics(model.link, () => sources.map(({ source }) => source));
    return { ...model, statistics };
  }

  it('flow for what is on screen and nothing else, settled after a scroll', async () => {
    const source = new FakeSource();
    const { statistics, pass } = underTest(source);
    await pass();
    expect(source.asked).toEqual([]);
    const watch = statistics.watch(['a']);
    for (const id of ['b', 'c', 'd']) watch.show([id]);
    const other = statistics.watch(['a']);
    await pass();
    expect(source.asked).toEqual([['a', 'd']]);
    watch.show(['d', 'a']);
    await pass();
    expect(source.asked).toHaveLength(1);
    watch.release();
    other.release();
    await pass();
    expect(source.aborted).toBe(1);
  });

  it('give rates between samples, and none across a restart', async () => {
    const source = new FakeSource();
    const { statistics, pass } = underTest(source);
    statistics.watch(['a']);
    await pass();
    const latest = statistics.latest('a');
    source.give(some('a', 1000));
    await pass(2000);
    expect(latest.value).toMatchObject({ received: 1000, receiveRate: null, cpu: 0.5 });
    source.give(some('a', 5000));
    await pass(2000);
    expect(latest.value?.receiveRate).toBeCloseTo(2000, -2);
    source.give(some('a', 10));
    await pass(0);
    expect(latest.value?.receiveRate).toBeNull();
    expect(statistics.history('a').time).toHaveLength(3);
    expect([...statistics.history('a').receiveRate].map(Number.isNaN)).toEqual([true, false, true]);
  });

  it('have no CPU until there are two samples, and never a zero in its place', async () => {
    const source = new FakeSource();
    const { statistics, pass } = underTest(source);
    statistics.watch(['a']);
    await pass();
    source.give(some('a', 0, null));
    await pass(2000);
    expect(statistics.latest('a').value).toMatchObject({ cpu: null, memory: 1 });
    expect(statistics.history('a').cpu).toEqual(new Float64Array([NaN]));
    source.give(some('a', 0, 0.25));
    await pass(2000);
    expect(statistics.latest('a').value?.cpu).toBe(0.25);
  });

  it('go on without a dip when others are shown and the source begins anew', async () => {
    const source = new FakeSource();
    const { statistics, pass } = underTest(source);
    const watch = statistics.watch(['a', 'b']);
    await pass();
    source.give(some('a', 1000, 0.5));
    await pass(2000);
    watch.show(['a']);
    await pass();
    expect(source.asked).toHaveLength(2);
    source.give(some('a', 3000, null));
    await pass(2000);
    expect(statistics.latest('a').value?.cpu).toBe(0.5);
    expect(statistics.latest('a').value?.receiveRate).toBeGreaterThan(0);
    source.give(some('a', 5000, 0.75));
    await pass(0);
    expect([...statistics.history('a').cpu]).toEqual([0.5, 0.75]);
  });

  it('do not show what is long past as if it were now', async () => {
    const source = new FakeSource();
    const { statistics, pass } = underTest(source);
    const watch = statistics.watch(['a']);
    await pass();
    source.give(some('a'));
    await pass(0);
    watch.show([]);
    await pass(60_000);
    watch.show(['a']);
    await pass();
    expect(statistics.latest('a').value).toBeUndefined();
    source.give(some('a', 0, null));
    await pass(0);
    expect(statistics.latest('a').value?.cpu).toBeNull();
    expect(statistics.history('a').time).toHaveLength(2);
  });

  it('have no sample of what does not run', async () => {
    const source = new FakeSource();
    const { statistics, pass } = underTest(source);
    statistics.watch(['a']);
    await pass();
    source.give(some('a'));
    await pass(0);
    source.give({ id: 'a', figures: null });
    await pass(0);
    expect(statistics.latest('a').value).toBeUndefined();
  });

  it('hand over to the next source when one fails, and say so when none works', async () => {
    const [keeper, engine] = [new FakeSource(), new FakeSource()];
    keeper.error = new TransportError('unreachable', 'no keeper');
    const { statistics, pass } = underTest(keeper, engine);
    statistics.watch(['a']);
    await pass(2000);
    expect(engine.asked).toHaveLength(1);
    engine.give(some('a'));
    await pass(0);
    expect(statistics.failure.value).toBeUndefined();
    const none = new FakeSource();
    none.error = new TransportError('unreachable', 'no way');
    const broken = underTest(none);
    broken.statistics.watch(['a']);
    await broken.pass();
    expect(broken.statistics.failure.value).toBe('no way');
    const tries = none.asked.length;
    await broken.pass(10_000);
    expect(none.asked.length).toBeGreaterThan(tries);
  });

  it('stop for a session that has ended', async () => {
    const source = new FakeSource();
    source.error = new TransportError('session', 'over');
    const { statistics, pass } = underTest(source);
    statistics.watch(['a']);
    await pass(60_000);
    expect(source.asked).toHaveLength(1);
    expect(statistics.failure.value).toBe('over');
  });

  it('pause without input', async () => {
    const source = new FakeSource();
    const { statistics, idle, pass } = underTest(source);
    statistics.watch(['a']);
    await pass();
    idle.set(true);
    await pass();
    expect(source.aborted).toBe(1);
    idle.set(false);
    await pass();
    expect(source.asked).toHaveLength(2);
  });
});
