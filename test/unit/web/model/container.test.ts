import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import { Container } from '../../../../web/model/container';
import { held } from '../fakes/engine';
import { modelUnderTest } from '../fakes/model';

describe('the details of one container', () => {
  afterEach(() => vi.useRealTimers());

  async function live(name = 'web') {
    const model = modelUnderTest();
    const { Id } = model.engine.add('web');
    model.engine.add('other');
    const container = new Container(name, model.link, model.events);
    container.subscribe(() => undefined);
    await model.pass();
    model.engine.asked.length = 0;
    return { ...model, container, id: Id };
  }

  it('are there by name and by id', async () => {
    for (const name of ['web', 'web'.padEnd(64, '_')]) {
      const { container } = await live(name);
      expect(container.value).toMatchObject({ phase: 'live', value: { name: 'web', state: 'running' } });
    }
  });

  it('are asked for once after a burst of events of this container, and not for those of others', async () => {
    const { engine, id, pass } = await live();
    for (const action of ['pause', 'unpause', 'update']) engine.emit(action, id);
    engine.emit('pause', 'other'.padEnd(64, '_'));
    await pass();
    expect(engine.count('ContainerInspect')).toBe(1);
  });

  it('are asked for once more, and not at the same time, when something happens meanwhile', async () => {
    const { engine, id, pass } = await live();
    const answer = held<unknown>();
    engine.answers.set('ContainerInspect', () => answer.promise);
    engine.emit('pause', id);
    await pass();
    engine.emit('unpause', id);
    await pass();
    expect(engine.count('ContainerInspect')).toBe(1);
    engine.answers.delete('ContainerInspect');
    answer.give({ Id: id, Name: '/web' });
    await pass();
    expect(engine.count('ContainerInspect')).toBe(2);
  });

  it('say that the container has gone, and keep what was known', async () => {
    const { engine, container, id, pass } = await live();
    engine.remove(id);
    engine.emit('destroy', id);
    await pass();
    expect(container.value).toMatchObject({ phase: 'gone', value: { name: 'web' } });
    const missing = new Container('nothing', modelUnderTest().link, modelUnderTest().events);
    expect(missing.value.phase).toBe('loading');
  });

  it('say that there is none of that name', async () => {
    const { container } = await live('nothing');
    expect(container.value).toEqual({ phase: 'gone' });
  });

  it('fail with what was said, and come back', async () => {
    const { engine, container, pass } = await live();
    engine.answers.set('ContainerInspect', () => {
      throw new TransportError('engine-down', 'The engine is not running.');
    });
    await container.refresh();
    expect(container.value).toMatchObject({
      phase: 'failed',
      value: { name: 'web' },
      failure: { failure: 'engine-down', message: 'The engine is not running.' },
    });
    engine.answers.set('ContainerInspect', () => ({ Name: 'no id' }));
    await container.refresh();
    expect(container.value.failure?.failure).toBe('broken');
    engine.answers.delete('ContainerInspect');
    await container.refresh();
    await pass(0);
    expect(container.value.phase).toBe('live');
  });
});
