import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ContainerRow } from '../../../../web/model/container-row';
import { goneFor } from '../../../../web/model/containers';
import { held, type FakeContainer } from '../fakes/engine';
import { liveList } from '../fakes/live-list';
import { modelUnderTest } from '../fakes/model';

const known = (name: string, state: ContainerRow['state']): ContainerRow => ({
  id: name.padEnd(64, '_'),
  name,
  state,
  image: 'busybox',
  imageId: '',
  command: '',
  created: 1_690_000_000_000,
  labels: {},
  ports: [],
  networks: [],
});

describe('the live list of containers', () => {
  afterEach(() => vi.useRealTimers());

  it('asks for nothing until somebody subscribes, then lists and follows', async () => {
    const model = modelUnderTest();
    model.engine.add('web');
    await model.pass();
    expect(model.engine.asked).toEqual([]);
    model.containers.subscribe(() => undefined);
    await model.pass();
    expect(model.containers.value).toMatchObject({
      phase: 'live',
      rows: [{ name: 'web', state: 'running' }],
    });
    expect(model.engine.followers).toBe(1);
  });

  it('asks for nothing while nothing happens', async () => {
    const { engine, pass, changes } = await liveList('web');
    await pass(10 * 60_000);
    expect(engine.asked).toEqual([]);
    expect(changes).not.toHaveBeenCalled();
  });

  it('stops following with its last subscriber', async () => {
    const { engine, containers, stop, pass } = await liveList('web');
    stop();
    await pass();
    expect(engine.followers).toBe(0);
    expect(containers.value.phase).toBe('stale');
  });

  it('shows the last known rows at once, as such, until they are confirmed', async () => {
    const { engine, containers, pass } = modelUnderTest([known('web', 'exited'), known('old', 'running')]);
    const list = held<FakeContainer[]>();
    engine.answers.set('ContainerList', () => list.promise);
    engine.add('web');
    containers.subscribe(() => undefined);
    await pass(0);
    expect(containers.value).toMatchObject({
      phase: 'stale',
      rows: [{ name: 'web', state: 'exited' }, { name: 'old' }],
    });
    list.give(engine.containers);
    await pass();
    expect(containers.value).toMatchObject({ phase: 'live', rows: [{ name: 'web', state: 'running' }] });
    expect(containers.value.rows).toHaveLength(1);
  });

  it('does not put last known rows over true ones', async () => {
    const { containers, engine, pass } = modelUnderTest([]);
    engine.add('web');
    containers.subscribe(() => undefined);
    await pass();
    expect(containers.value.rows).toMatchObject([{ name: 'web', state: 'running' }]);
  });

  it('saves what it knows for the next visit, without what passes', async () => {
    const { engine, containers, saved, pass } = await liveList('web');
    containers.pend(engine.containers[0]?.Id ?? '', 'stop');
    engine.emit('pause', engine.containers[0]?.Id ?? '');
    await pass(5000);
    expect(saved.at(-1)).toMatchObject([{ name: 'web', state: 'paused' }]);
  });

  it('shows a stop at once, before the engine is asked again', async () => {
    const { engine, containers, pass } = await liveList('web');
    const answer = held<FakeContainer[]>();
    engine.answers.set('ContainerList', () => answer.promise);
    engine.emit('die', engine.containers[0]?.Id ?? '', { exitCode: '137' });
    await pass();
    expect(containers.value.rows[0]).toMatchObject({ state: 'exited', exitCode: 137 });
    answer.give([]);
  });

  it('a list that still shows a dead container running is asked for again, and never shown', async () => {
    const { engine, containers, pass } = await liveList('web');
    const [web] = engine.containers;
    const states: (string | undefined)[] = [];
    containers.subscribe(() => states.push(containers.value.rows[0]?.state));
    engine.emit('die', web?.Id ?? '', { exitCode: '137' });
    await pass(300);
    expect(containers.value.rows[0]).toMatchObject({ state: 'exited', exitCode: 137 });
    if (web) Object.assign(web, { State: 'exited', Status: 'Exited (137) 1 second ago' });
    await pass(3000);
    expect(containers.value.rows[0]).toMatchObject({ state: 'exited', exitCode: 137 });
    expect(states).not.toContain('running');
    engine.asked.length = 0;
    await pass(60_000);
    expect(engine.asked).toEqual([]);
  });

  it('a death that every list contradicts is believed no longer', async () => {
    const { engine, containers, pass } = await liveList('web');
    engine.emit('die', engine.containers[0]?.Id ?? '', { exitCode: '1' });
    await pass(10_000);
    expect(containers.value.rows[0]).toMatchObject({ state: 'running' });
  });

  it('asks once for what a burst of events is about, and only for that', async () => {
    const { engine, pass } = await liveList('a', 'b', 'c');
    const [a, b] = engine.containers.map(({ Id }) => Id);
    engine.emit('connect', 'net', { container: a ?? '' }, 'network');
    engine.emit('start', a ?? '');
    engine.emit('start', b ?? '');
    await pass();
    expect(engine.asked.map(({ parameters }) => parameters)).toEqual([
      { all: true, filters: { id: [a, b] } },
    ]);
  });

  it('takes a new container in front and keeps the others where they are', async () => {
    const { engine, names, pass } = await liveList('a', 'b');
    const fresh = engine.add('fresh');
    engine.emit('create', fresh.Id);
    await pass();
    expect(names()).toEqual(['fresh', 'a', 'b']);
  });

  it('keeps a removed one on screen for a moment, as gone', async () => {
    const { engine, containers, names, pass } = await liveList('a', 'b');
    const { Id } = engine.containers[0] as FakeContainer;
    engine.remove(Id);
    engine.emit('destroy', Id);
    await pass();
    expect(containers.get(Id)).toMatchObject({ gone: true });
    await pass(goneFor);
    expect(names()).toEqual(['b']);
  });

  it('keeps the identity of rows that did not change, and tells nobody when nothing did', async () => {
    const { engine, containers, pass, changes } = await liveList('a', 'b');
    const [, before] = containers.value.rows;
    Object.assign(engine.containers[0] ?? {}, { State: 'paused', Status: 'Up 3 hours (Paused)' });
    engine.emit('pause', engine.containers[0]?.Id ?? '');
    await pass();
    expect(containers.value.rows[1]).toBe(before);
    const { value } = containers;
    changes.mockClear();
    await containers.refresh();
    await pass();
    expect(containers.value).toBe(value);
    expect(changes).not.toHaveBeenCalled();
  });

  it('tells of many events once a frame', async () => {
    const { engine, pass, changes } = await liveList('a');
    for (let n = 0; n < 50; n++) engine.emit(n % 2 ? 'unpause' : 'pause', engine.containers[0]?.Id ?? '');
    await pass();
    expect(changes.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('counts an event once, also when it is told twice', async () => {
    const { engine, containers, pass } = await liveList('a');
    const { Id } = engine.containers[0] as FakeContainer;
    const effects: string[] = [];
    containers.watch((id) => effects.push(id));
    engine.emit('pause', Id);
    engine.repeat();
    await pass();
    expect(effects).toEqual([Id]);
  });

  it('does not let an older answer undo a newer event', async () => {
    const { engine, containers, pass } = await liveList('web');
    const { Id } = engine.containers[0] as FakeContainer;
    const slow = held<FakeContainer[]>();
    const stale = structuredClone(engine.containers);
    engine.answers.set('ContainerList', () => slow.promise);
    engine.emit('start', Id);
    await pass(50);
    engine.answers.delete('ContainerList');
    Object.assign(engine.containers[0] ?? {}, { State: 'exited', Status: 'Exited (0) 1 second ago' });
    engine.emit('die', Id, { exitCode: '0' });
    await pass(0);
    slow.give(stale);
    const states = new Set<string>();
    containers.subscribe(() => states.add(containers.get(Id)?.state ?? ''));
    await pass(1000);
    expect(containers.get(Id)?.state).toBe('exited');
    expect(states.has('running')).toBe(false);
  });

  it('lets a container go that was destroyed while an answer with it was under way', async () => {
    const { engine, containers, names, pass } = await liveList('web', 'db');
    const { Id } = engine.containers[0] as FakeContainer;
    const answer = held<FakeContainer[]>();
    engine.answers.set('ContainerList', () => answer.promise);
    engine.emit('die', Id, { exitCode: '137' });
    await pass();
    engine.emit('destroy', Id);
    await pass(0);
    answer.give([{ ...(engine.containers[0] as FakeContainer), State: 'removing' }]);
    await pass();
    expect(containers.get(Id)).toMatchObject({ gone: true });
    await pass(goneFor);
    expect(names()).toEqual(['db']);
  });

  it('reads health, renames and pauses from the events alone', async () => {
    const { engine, containers, pass } = await liveList('web');
    const { Id } = engine.containers[0] as FakeContainer;
    engine.emit('health_status: unhealthy', Id);
    engine.emit('rename', Id, { name: 'front', oldName: '/web' });
    engine.emit('pause', Id);
    await pass();
    expect(containers.get(Id)).toMatchObject({ health: 'unhealthy', name: 'front', state: 'paused' });
    expect(engine.asked).toEqual([]);
  });

  it('ignores what changes nothing in the list', async () => {
    const { engine, pass, changes } = await liveList('web');
    const { Id } = engine.containers[0] as FakeContainer;
    for (const action of ['exec_create: sh', 'exec_start: sh', 'top', 'attach', 'resize'])
      engine.emit(action, Id);
    engine.emit('tag', 'sha256:1', {}, 'image');
    await pass();
    expect(engine.asked).toEqual([]);
    expect(changes).not.toHaveBeenCalled();
  });
});
