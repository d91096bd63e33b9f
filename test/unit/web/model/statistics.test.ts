import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import type { Figures, FigureSource } from '../../../../web/model/figure-sources';
import { engineFigures } from '../../../../web/model/engine-figures';
import { keeperFigures } from '../../../../web/model/figure-sources';
import { historySpan, SampleHistory } from '../../../../web/model/history';
import { KeeperTable } from '../../../../web/model/keeper-figures';
import { LiveStatistics } from '../../../../web/model/live-statistics';
import type { Sample } from '../../../../web/model/statistics';
import type { Live, LiveRequest } from '../../../../web/live/live';
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

describe('figures of the keeper', () => {
  it('are put together from what has changed', () => {
    const table = new KeeperTable(2);
    table.take('[[0,500,1024,4096,1,2,3,4,5],[1,null,10]]');
    expect(table.take('[[0,null,2048],[1]]')).toEqual([
      { cpu: 500, memory: 2048, memoryLimit: 4096, received: 1, sent: 2, read: 3, written: 4, pids: 5 },
      null,
    ]);
  });

  it.each(['[[2,1]]', '[[-1,1]]', '[[0.5,1]]', '[[null,1]]', '[[]]', '[["0"]]', '[0]', '{}', '['])(
    'are broken when a reply is %s',
    (text) => {
      expect(() => new KeeperTable(2).take(text)).toThrow(expect.objectContaining({ failure: 'broken' }));
    },
  );

  it('are read from the stream, by the order in which containers were asked for', async () => {
    const text = '[[1,250,1024,2048,9]]\n[[0,1000,1,1]]\n';
    const live = {
      open: async ({ source }: LiveRequest) => {
        expect(source).toMatchObject({
          operation: 'Statistics',
          parameters: { containers: ['a', 'b'], interval: '2' },
          // the keeper refuses a request without one
          apiVersion: '1.47',
        });
        return {
          status: 200,
          headers: new Headers(),
          body: new Response(text).body as ReadableStream<Uint8Array>,
        };
      },
    } as unknown as Live;
    const rounds: (readonly Figures[])[] = [];
    const { link } = modelUnderTest();
    for await (const round of keeperFigures(live, link)(['a', 'b'], new AbortController().signal))
      rounds.push(round);
    expect(rounds.at(-1)).toMatchObject([
      { id: 'a', figures: { cpu: 1, memory: 1 } },
      { id: 'b', figures: { cpu: 0.25, memory: 1024, received: 9 } },
    ]);
  });

  it('leave out what nothing was told of yet, and tell no CPU before there is one', async () => {
    const body = () => new Response('[[1,null,1024]]\n').body as ReadableStream<Uint8Array>;
    const live = {
      open: async () => ({ status: 200, headers: new Headers(), body: body() }),
    } as unknown as Live;
    const rounds: (readonly Figures[])[] = [];
    const { link } = modelUnderTest();
    for await (const round of keeperFigures(live, link)(['a', 'b'], new AbortController().signal))
      rounds.push(round);
    expect(rounds).toMatchObject([[{ id: 'b', figures: { cpu: null, memory: 1024 } }]]);
  });

  it('are broken when they are something else', async () => {
    const body = () => new Response('[["x"]]\n').body as ReadableStream<Uint8Array>;
    const live = {
      open: async () => ({ status: 200, headers: new Headers(), body: body() }),
    } as unknown as Live;
    const read = async () => {
      const { link } = modelUnderTest();
      for await (const _ of keeperFigures(live, link)(['a'], new AbortController().signal))
        expect(_).toBeDefined();
    };
    await expect(read()).rejects.toMatchObject({ failure: 'broken' });
  });
});

describe('figures of the engine itself', () => {
  afterEach(() => vi.useRealTimers());

  it('come in rounds of single samples, with the CPU between two of them', async () => {
    const { engine, link, pass } = modelUnderTest();
    engine.add('a');
    let used = 1e9;
    let system = 100e9;
    engine.answers.set('ContainerStats', ({ parameters }) => {
      expect(parameters).toMatchObject({ stream: false, 'one-shot': true });
      used += 1e9;
      system += 8e9;
      return {
        cpu_stats: { cpu_usage: { total_usage: used }, system_cpu_usage: system, online_cpus: 4 },
        memory_stats: { usage: 100, limit: 1000, stats: { inactive_file: 40 } },
        pids_stats: { current: 3 },
      };
    });
    const abort = new AbortController();
    const source = engineFigures(link, () => 2);
    const rounds = source(['a'], abort.signal);
    const first = rounds.next();
    await pass(0);
    expect((await first).value).toMatchObject([{ id: 'a', figures: { cpu: null, memory: 60, pids: 3 } }]);
    const second = rounds.next();
    await pass(2000);
    expect((await second).value).toMatchObject([{ figures: { cpu: 0.5 } }]);
    abort.abort();
    // another choice of containers: the CPU of one that stays goes on
    const again = source(['a', 'b'], new AbortController().signal).next();
    await pass(0);
    expect((await again).value).toMatchObject([
      { id: 'a', figures: { cpu: 0.5 } },
      { id: 'b', figures: { cpu: null } },
    ]);
  });

  it('leave out a container that has gone', async () => {
    const { link, pass } = modelUnderTest();
    const rounds = engineFigures(link, () => 2)(['gone'], new AbortController().signal);
    const first = rounds.next();
    await pass(0);
    expect((await first).value).toEqual([{ id: 'gone', figures: null }]);
  });
});

describe('the history of a container', () => {
  const sample = (time: number): Sample => ({
    time,
    cpu: time,
    memory: 0,
    memoryLimit: 0,
    received: 0,
    sent: 0,
    read: 0,
    written: 0,
    pids: 0,
    receiveRate: 0,
    sendRate: 0,
    readRate: 0,
    writeRate: 0,
  });

  it('holds an hour, in seconds as charts take them', () => {
    const history = new SampleHistory();
    for (let time = 0; time <= 2 * historySpan; time += 10_000) history.push(sample(time));
    const { time, cpu } = history.view();
    expect(time[0]).toBe(historySpan / 1000);
    expect(time.at(-1)).toBe((2 * historySpan) / 1000);
    expect(cpu).toHaveLength(time.length);
  });

  it('holds 1,800 samples at most, the latest', () => {
    const history = new SampleHistory();
    for (let n = 0; n < 10_000; n++) history.push(sample(n));
    expect(history.length).toBe(1800);
    expect(history.view().cpu.at(-1)).toBe(9999);
    expect(history.view().cpu[0]).toBe(8200);
  });
});
