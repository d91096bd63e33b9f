import { afterEach, describe, expect, it, vi } from 'vitest';
import { engineFigures } from '../../../../web/model/engine-figures';
import { keeperFigures, type Figures } from '../../../../web/model/figure-sources';
import { KeeperTable } from '../../../../web/model/keeper-figures';
import type { Live, LiveRequest } from '../../../../web/live/live';
import { modelUnderTest } from '../fakes/model';

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
