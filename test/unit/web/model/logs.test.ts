import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import { at, base, frames, logUnderTest } from '../fakes/log';

describe('the log of a container', () => {
  afterEach(() => vi.useRealTimers());

  it('begins with its tail, tells streams apart, and shows new lines as they come', async () => {
    const { log, say, parameters, pass } = logUnderTest({ tail: 50 });
    const stop = log.subscribe(() => undefined);
    await pass();
    expect(parameters(0)).toMatchObject({ container: 'web', follow: true, tail: '50', timestamps: true });
    say(0, [1, 'out'], [2, 'err', 2]);
    await pass();
    say(0, [3, 'new']);
    await pass();
    expect(log.value).toMatchObject({ phase: 'following', separated: true });
    expect(log.value.lines).toMatchObject([
      { number: 0, timestamp: at(1), stream: 'stdout', text: 'out' },
      { number: 1, stream: 'stderr', text: 'err' },
      { number: 2, text: 'new' },
    ]);
    stop();
  });

  it('goes on after a cut where it was, without losing or repeating a line', async () => {
    const { log, say, cut, parameters, pass, texts } = logUnderTest();
    log.subscribe(() => undefined);
    await pass();
    say(0, [1, 'a'], [2, 'b'], [2, 'b'], [2, 'x', 2]);
    await pass();
    cut(0);
    await pass(1000);
    expect(parameters(1)).toMatchObject({ tail: 'all', since: `${base / 1000 + 2}.000000001`, follow: true });
    say(1, [2, 'b'], [2, 'b'], [2, 'x', 2], [2, 'b'], [3, 'c']);
    await pass();
    expect(texts()).toEqual(['a', 'b', 'b', 'x', 'b', 'c']);
    expect(log.value.phase).toBe('following');
  });

  it('says that it is reconnecting while it is', async () => {
    const { log, engine, cut, say, pass } = logUnderTest();
    log.subscribe(() => undefined);
    await pass();
    say(0, [1, 'a']);
    await pass();
    engine.answers.set('ContainerLogs', () => {
      throw new TransportError('unreachable', 'no network');
    });
    cut(0);
    await pass(5000);
    expect(log.value.phase).toBe('reconnecting');
  });

  it('asks for its tail again when it broke before the first line', async () => {
    const { log, cut, parameters, pass } = logUnderTest({ tail: 10 });
    log.subscribe(() => undefined);
    await pass();
    cut(0);
    await pass(1000);
    expect(parameters(1)).toMatchObject({ tail: '10' });
    expect(parameters(1)).not.toHaveProperty('since');
  });

  it('ends with the container, and goes on when it starts again', async () => {
    const { engine, container, log, say, end, parameters, pass, texts } = logUnderTest();
    log.subscribe(() => undefined);
    await pass();
    say(0, [1, 'bye']);
    container.State = 'exited';
    end(0);
    await pass();
    expect(log.value.phase).toBe('ended');
    container.State = 'running';
    engine.emit('start', container.Id);
    await pass(1000);
    expect(parameters(1)).toMatchObject({ since: `${base / 1000 + 1}.000000001` });
    say(1, [1, 'bye'], [9, 'hello']);
    await pass();
    expect(texts()).toEqual(['bye', 'hello']);
    expect(log.value.phase).toBe('following');
  });

  it('is read again when a transport ended it although the container runs', async () => {
    const { log, say, end, readings, pass, texts } = logUnderTest();
    log.subscribe(() => undefined);
    await pass();
    say(0, [1, 'a']);
    end(0);
    await pass(2000);
    expect(readings).toHaveLength(2);
    say(1, [1, 'a'], [2, 'b']);
    await pass();
    expect(texts()).toEqual(['a', 'b']);
  });

  it('fails with what the engine says', async () => {
    const { log, engine, pass } = logUnderTest();
    engine.answers.set('ContainerLogs', () => [
      501,
      { message: 'configured logging driver does not support reading' },
    ]);
    log.subscribe(() => undefined);
    await pass();
    expect(log.value).toMatchObject({
      phase: 'failed',
      failure: { message: expect.stringContaining('does not support') },
    });
  });

  it('keeps no more lines than it may, and counts those it let go', async () => {
    const { log, say, pass } = logUnderTest({ keep: 100 });
    log.subscribe(() => undefined);
    await pass();
    for (let n = 0; n < 40; n++)
      say(0, ...Array.from({ length: 10 }, (_, m) => [n, `line ${n * 10 + m}`] as const));
    await pass();
    const { lines, dropped } = log.value;
    expect(lines.length).toBeLessThanOrEqual(110);
    expect(lines.length + dropped).toBe(400);
    expect(lines.at(-1)?.text).toBe('line 399');
    expect(lines[0]?.number).toBe(dropped);
  });

  it('clears, and shows what comes from then on', async () => {
    const { log, say, pass, texts } = logUnderTest();
    log.subscribe(() => undefined);
    await pass();
    say(0, [1, 'a']);
    await pass();
    log.clear();
    say(0, [2, 'b']);
    await pass();
    expect(texts()).toEqual(['b']);
    expect(log.value.dropped).toBe(0);
  });

  it('stops with its last reader', async () => {
    const { log, readings, pass } = logUnderTest();
    const stop = log.subscribe(() => undefined);
    await pass();
    stop();
    await pass();
    expect(readings[0]?.request.signal?.aborted).toBe(true);
    await pass(60_000);
    expect(readings).toHaveLength(1);
  });

  it('is idle without input, and loses nothing', async () => {
    const { log, idle, say, cut, readings, pass, texts } = logUnderTest();
    log.subscribe(() => undefined);
    await pass();
    say(0, [1, 'a']);
    await pass();
    idle.set(true);
    cut(0);
    await pass(60_000);
    expect(log.value.phase).toBe('idle');
    expect(readings).toHaveLength(1);
    idle.set(false);
    await pass(1000);
    say(1, [1, 'a'], [2, 'b']);
    await pass();
    expect(texts()).toEqual(['a', 'b']);
  });

  it('loads older lines in wider and wider windows, up to the first one', async () => {
    const { log, engine, say, pass, texts } = logUnderTest({ tail: 2 });
    log.subscribe(() => undefined);
    await pass();
    say(0, [1000, 'y'], [1001, 'z']);
    await pass();
    const windows: [number, number][] = [];
    const all: [number, string][] = [
      [-500, 'a'],
      [600, 'b'],
      [990, 'c'],
      [1000, 'y'],
    ];
    engine.answers.set('ContainerLogs', ({ parameters }) => {
      const since = Number(parameters['since']) - base / 1000;
      const until = Number(parameters['until']) - base / 1000;
      windows.push([since, until]);
      const lines = all.filter(([time]) => time >= since && time <= until);
      return new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(frames(...lines));
          controller.close();
        },
      });
    });
    await expect(log.older(2)).resolves.toBe(2);
    await pass();
    expect(texts()).toEqual(['b', 'c', 'y', 'z']);
    expect(log.value.lines.map(({ number }) => number)).toEqual([-2, -1, 0, 1]);
    for (let n = 1; n < windows.length; n++) expect(windows[n]?.[0]).toBeLessThan(windows[n - 1]?.[0] ?? 0);
    await log.older(50);
    await pass();
    expect(texts()).toEqual(['a', 'b', 'c', 'y', 'z']);
    expect(log.value.complete).toBe(true);
    await expect(log.older(50)).resolves.toBe(0);
  });

  it('knows that its first line is the first one when the tail was not filled', async () => {
    const { log, say, end, container, pass } = logUnderTest({ tail: 5, follow: false });
    log.subscribe(() => undefined);
    await pass();
    say(0, [1, 'a']);
    container.State = 'exited';
    end(0);
    await pass();
    expect(log.value).toMatchObject({ phase: 'ended', complete: true });
  });

  it('up to a time ends where the engine ends it, and is not asked for again while the container runs', async () => {
    const { log, say, end, parameters, readings, pass, texts } = logUnderTest({
      tail: 'all',
      until: base / 1000 + 9,
      follow: false,
    });
    log.subscribe(() => undefined);
    await pass();
    expect(parameters(0)).toMatchObject({ follow: false, tail: 'all', until: String(base / 1000 + 9) });
    say(0, [1, 'a'], [9, 'b']);
    end(0);
    await pass(10_000);
    expect(readings).toHaveLength(1);
    expect(log.value).toMatchObject({ phase: 'ended', complete: true });
    expect(texts()).toEqual(['a', 'b']);
  });
});
