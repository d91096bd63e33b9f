import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import { ActionRunner } from '../../../../web/model/container-actions';
import { outcomeWithin } from '../../../../web/model/outcome';
import { held } from '../fakes/engine';
import { modelUnderTest } from '../fakes/model';

describe('actions on containers', () => {
  afterEach(() => vi.useRealTimers());

  async function live(...names: string[]) {
    const model = modelUnderTest();
    const ids = names.map((name) => model.engine.add(name).Id);
    model.containers.subscribe(() => undefined);
    await model.pass();
    return { ...model, ids, actions: new ActionRunner(model.link, model.containers) };
  }

  /** The engine's answer when something has happened, and the event that tells of it. */
  function happens(model: Awaited<ReturnType<typeof live>>, id: string, state: string, event: string): void {
    Object.assign(model.engine.find(id) ?? {}, {
      State: state,
      Status: state === 'exited' ? 'Exited (0) 1 second ago' : 'Up 1 second',
    });
    model.engine.emit(event, id, { exitCode: '0' });
  }

  it('say what was done, and of what, only when the engine has said so', async () => {
    const model = await live('web');
    const { engine, actions, containers, ids } = model;
    const answer = held<unknown>();
    engine.answers.set('ContainerStop', () => answer.promise);
    const done = vi.fn();
    const result = actions.stop(ids).then((results) => {
      done();
      return results;
    });
    await model.pass();
    expect(containers.value.rows[0]?.pending).toBe('stop');
    expect(done).not.toHaveBeenCalled();
    answer.give([204, undefined]);
    expect(await result).toEqual([
      { id: ids[0], name: 'web', action: 'stop', outcome: 'done', message: 'web stopped' },
    ]);
    await model.pass();
    expect(containers.value.rows[0]).not.toHaveProperty('pending');
  });

  it('keep a row marked through the events of the action', async () => {
    const model = await live('web');
    const answer = held<unknown>();
    model.engine.answers.set('ContainerRestart', () => answer.promise);
    void model.actions.restart(model.ids);
    happens(model, model.ids[0] ?? '', 'exited', 'die');
    await model.pass();
    expect(model.containers.value.rows[0]).toMatchObject({ state: 'exited', pending: 'restart' });
    answer.give([204, undefined]);
    await model.pass();
  });

  it('say that there was nothing to do', async () => {
    const model = await live('web');
    model.engine.answers.set('ContainerStart', () => [304, undefined]);
    const results = await model.actions.start(model.ids);
    expect(results).toMatchObject([{ outcome: 'unchanged', message: 'web was running already' }]);
  });

  it('give one result for each container, in order, with what the engine said', async () => {
    const model = await live('a', 'b', 'c');
    model.engine.answers.set('ContainerDelete', ({ parameters }) =>
      parameters['container'] === model.ids[1]
        ? [409, { message: 'You cannot remove a running container' }]
        : [204, undefined],
    );
    const results = await model.actions.remove(model.ids, { volumes: true });
    expect(results.map(({ message }) => message)).toEqual([
      'a removed',
      'b: You cannot remove a running container',
      'c removed',
    ]);
    expect(results[1]).toMatchObject({ outcome: 'failed', failure: { failure: 'engine' } });
    expect(model.engine.asked.at(-1)?.parameters).toMatchObject({ force: false, v: true });
  });

  it('run a few at a time', async () => {
    const model = await live(...Array.from({ length: 9 }, (_, n) => `c${n}`));
    let running = 0;
    let most = 0;
    const release: (() => void)[] = [];
    model.engine.answers.set('ContainerStop', async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => release.push(resolve));
      running--;
      return [204, undefined];
    });
    const results = model.actions.stop(model.ids);
    await model.pass();
    expect(model.containers.value.rows.every(({ pending }) => pending === 'stop')).toBe(true);
    for (let n = 0; n < 9; n++) {
      await vi.waitFor(() => expect(release.length).toBeGreaterThan(n));
      release[n]?.();
    }
    expect(await results).toHaveLength(9);
    expect(most).toBe(3);
  });

  it.each(['pending', 'timeout', 'broken'] as const)(
    'wait for the events when the answer is %s: the work goes on',
    async (failure) => {
      const model = await live('web');
      model.engine.answers.set('ContainerStop', () => {
        throw new TransportError(failure, 'still at work');
      });
      const result = model.actions.stop(model.ids);
      await model.pass(30_000);
      expect(model.containers.value.rows[0]?.pending).toBe('stop');
      happens(model, model.ids[0] ?? '', 'exited', 'die');
      await model.pass();
      expect(await result).toMatchObject([{ outcome: 'done', message: 'web stopped' }]);
    },
  );

  it('find out what became of it when the event is lost as well', async () => {
    const model = await live('web');
    model.engine.answers.set('ContainerStop', () => {
      throw new TransportError('pending', 'still at work');
    });
    const result = model.actions.stop(model.ids);
    await model.pass();
    Object.assign(model.engine.containers[0] ?? {}, { State: 'exited', Status: 'Exited (0) 1 second ago' });
    await model.pass(6000);
    expect(await result).toMatchObject([{ outcome: 'done' }]);
  });

  /** An engine that starts `web`, which was stopped, and the events of which get lost from then on. */
  async function startsUnheard(after: string) {
    const model = await live('web');
    const [id = ''] = model.ids;
    happens(model, id, 'exited', 'die');
    await model.pass();
    model.engine.answers.set('ContainerStart', () => {
      const status = after === 'running' ? 'Up 1 second' : 'Exited (1) 1 second ago';
      Object.assign(model.engine.find(id) ?? {}, { State: after, Status: status });
      return [204, undefined];
    });
    const lists = model.engine.count('ContainerList');
    await model.actions.start([id]);
    await model.pass();
    return { ...model, id, lists };
  }

  it('are seen soon when their events are lost, and the events are opened anew', async () => {
    const model = await startsUnheard('running');
    expect(model.containers.value.rows[0]).toMatchObject({ state: 'exited' });
    await model.pass(2500);
    expect(model.containers.value.rows[0]).toMatchObject({ state: 'running' });
    expect(model.engine.count('SystemEvents')).toBe(2);
    expect(model.engine.followers).toBe(1);
    expect(model.containers.value.phase).toBe('live');
    happens(model, model.id, 'exited', 'die');
    await model.pass();
    expect(model.containers.value.rows[0]).toMatchObject({ state: 'exited' });
  });

  it('ask nothing where their events have told of them', async () => {
    const model = await startsUnheard('running');
    model.engine.emit('start', model.id);
    await model.pass();
    const lists = model.engine.count('ContainerList');
    await model.pass(10_000);
    expect(model.engine.count('ContainerList')).toBe(lists);
    expect(model.engine.count('SystemEvents')).toBe(1);
  });

  it('ask once about a container that is not as they left it, and go on following', async () => {
    const model = await startsUnheard('exited');
    await model.pass(10_000);
    expect(model.containers.value.rows[0]).toMatchObject({ state: 'exited' });
    expect(model.engine.count('ContainerList')).toBe(model.lists + 1);
    expect(model.engine.count('SystemEvents')).toBe(1);
  });

  it('fail when nothing comes of it in time', async () => {
    const model = await live('web');
    model.engine.answers.set('ContainerStop', () => {
      throw new TransportError('pending', 'still at work');
    });
    const result = model.actions.stop(model.ids);
    await model.pass(outcomeWithin + 1000);
    expect(await result).toMatchObject([{ outcome: 'failed', message: 'web: still at work' }]);
  });

  it('count a container that has gone meanwhile as removed, and as lost for anything else', async () => {
    const model = await live('a', 'b');
    const [a = '', b = ''] = model.ids;
    for (const operation of ['ContainerDelete', 'ContainerStop'] as const)
      model.engine.answers.set(operation, () => {
        throw new TransportError('pending', 'still at work');
      });
    const removed = model.actions.remove([a]);
    const stopped = model.actions.stop([b]);
    await model.pass();
    for (const id of [a, b]) {
      model.engine.remove(id);
      model.engine.emit('destroy', id);
    }
    await model.pass();
    expect(await removed).toMatchObject([{ outcome: 'done', message: 'a removed' }]);
    expect(await stopped).toMatchObject([{ outcome: 'failed', message: 'b: The container has gone.' }]);
  });

  it('tell a restart that is done from the state before it', async () => {
    const model = await live('web');
    model.engine.answers.set('ContainerRestart', () => {
      throw new TransportError('pending', 'still at work');
    });
    const done = vi.fn();
    const result = model.actions.restart(model.ids).then((results) => (done(), results));
    await model.pass(20_000);
    expect(done).not.toHaveBeenCalled();
    Object.assign(model.engine.containers[0] ?? {}, { Status: 'Up Less than a second' });
    await model.pass(6000);
    expect(await result).toMatchObject([{ outcome: 'done', message: 'web restarted' }]);
  });

  it.each(['session', 'forbidden', 'unreachable', 'engine-down'] as const)(
    'fail at once with %s',
    async (failure) => {
      const model = await live('web');
      model.engine.answers.set('ContainerKill', () => {
        throw new TransportError(failure, 'because');
      });
      expect(await model.actions.kill(model.ids)).toMatchObject([
        { outcome: 'failed', message: 'web: because', failure: { failure } },
      ]);
    },
  );

  it('rename one, and refuse a bad name before anything is sent', async () => {
    const model = await live('web');
    const [id = ''] = model.ids;
    model.engine.answers.set('ContainerRename', () => {
      for (const one of model.engine.containers) one.Names = ['/front'];
      return null;
    });
    expect(await model.actions.rename(id, 'front')).toMatchObject({ message: 'web is now called front' });
    // before any event has told it
    expect(model.containers.get(id)?.name).toBe('front');
    model.engine.answers.set('ContainerRename', () => [400, { message: 'Invalid container name' }]);
    expect(await model.actions.rename(id, '../x')).toMatchObject({ outcome: 'failed' });
  });
});
