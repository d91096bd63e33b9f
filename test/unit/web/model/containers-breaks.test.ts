import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import { liveList } from '../fakes/live-list';
import { modelUnderTest } from '../fakes/model';

describe('the live list of containers, where the engine cannot always be asked,', () => {
  afterEach(() => vi.useRealTimers());

  it('lists again after a break, with jitter, and says that it broke when it lasts', async () => {
    const { engine, containers, pass, names } = await liveList('a');
    engine.answers.set('SystemEvents', () => {
      throw new TransportError('unreachable', 'no network');
    });
    engine.breakEvents(new TransportError('broken', 'cut'));
    engine.add('b');
    await pass(1000);
    expect(containers.value.phase).toBe('live');
    await pass(2000);
    expect(containers.value).toMatchObject({ phase: 'reconnecting', failure: { message: 'no network' } });
    engine.answers.delete('SystemEvents');
    await pass(10_000);
    expect(containers.value.phase).toBe('live');
    expect(names()).toEqual(['b', 'a']);
  });

  it('goes on without a word when its stream is cut and is there again at once', async () => {
    const { engine, containers, pass } = await liveList('a');
    const phases = new Set<string>();
    containers.subscribe(() => phases.add(containers.value.phase));
    await pass(60_000);
    engine.endEvents();
    await pass(3000);
    expect(engine.followers).toBe(1);
    expect([...phases]).toEqual([]);
  });

  it('says that it failed, keeps what it knew, and tries again by itself', async () => {
    const { engine, containers, pass } = await liveList('a');
    engine.answers.set('ContainerList', () => [500, { message: 'no space left on device' }]);
    await containers.refresh();
    await pass();
    expect(containers.value).toMatchObject({
      phase: 'failed',
      rows: [{ name: 'a' }],
      failure: { failure: 'engine', message: 'no space left on device' },
    });
    engine.answers.delete('ContainerList');
    await pass(8000);
    expect(containers.value.phase).toBe('live');
  });

  it.each(['session', 'forbidden'] as const)('asks no more when it is refused with %s', async (failure) => {
    const { engine, containers, link, pass } = await liveList('a');
    const refuse = () => {
      throw new TransportError(failure, 'no');
    };
    engine.answers.set('ContainerList', refuse);
    engine.answers.set('SystemEvents', refuse);
    engine.breakEvents(new TransportError(failure, 'no'));
    await containers.refresh();
    const { length } = engine.asked;
    await pass(10 * 60_000);
    expect(engine.asked.length - length).toBe(0);
    expect(containers.value).toMatchObject({ phase: 'failed', failure: { failure } });
    expect(link.state.value.state).toBe(failure === 'session' ? 'session-ended' : 'forbidden');
  });

  it('is idle while nothing may be asked, and goes on with the next input', async () => {
    const { engine, containers, idle, pass, names } = await liveList('a');
    idle.set(true);
    engine.breakEvents(new TransportError('broken', 'Paused after 15 minutes without input.'));
    await pass(60_000);
    expect(containers.value.phase).toBe('idle');
    expect(engine.asked).toEqual([]);
    engine.add('b');
    idle.set(false);
    await pass(2000);
    expect(containers.value.phase).toBe('live');
    expect(names()).toEqual(['b', 'a']);
  });

  it('renews the list now and then where no transport can follow', async () => {
    const { engine, containers, pass, names } = await liveList('a');
    engine.answers.set('SystemEvents', () => {
      throw new TransportError('refused', "LuCI's controller carries no endless streams.");
    });
    engine.breakEvents(new TransportError('broken', 'cut'));
    await pass(2000);
    engine.add('b');
    await pass(11_000);
    expect(names()).toEqual(['b', 'a']);
    expect(containers.value.phase).toBe('live');
  });

  it('holds a thousand rows with one list', async () => {
    const model = modelUnderTest();
    for (let n = 0; n < 1000; n++) model.engine.add(`c${n}`);
    model.containers.subscribe(() => undefined);
    await model.pass();
    expect(model.containers.value.rows).toHaveLength(1000);
    expect(model.containers.value.rows[0]?.name).toBe('c0');
  });
});
