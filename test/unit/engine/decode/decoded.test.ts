import { afterEach, describe, expect, it, vi } from 'vitest';
import { decoded } from '../../../../lib/engine/decode/decoder';
import { LineDecoder } from '../../../../lib/engine/decode/lines';
import { LogDecoder } from '../../../../lib/engine/decode/logs';
import { bodyOf, bytes, frame, joined } from './splits';

describe('the items of a body', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it('come in a batch per chunk that completes some', async () => {
    const batches: string[][] = [];
    for await (const batch of decoded(bodyOf(['a\nb', 'c', '\nd\ne'].map(bytes)), new LineDecoder()))
      batches.push(batch);
    expect(batches).toEqual([['a'], ['bc', 'd'], ['e']]);
  });

  it('cancel the body when the reader leaves early', async () => {
    let cancelled = 0;
    const body = bodyOf(['a\n', 'b\n', 'c\n'].map(bytes), () => cancelled++);
    for await (const batch of decoded(body, new LineDecoder())) {
      expect(batch).toEqual(['a']);
      break;
    }
    expect(cancelled).toBe(1);
    expect(body.locked).toBe(false);
  });

  it('in front of a failure are given, then it is raised and the body cancelled', async () => {
    let cancelled = 0;
    const garbage = [joined(frame(1, 'good\n'), bytes('garbage!')), bytes('more')];
    const items = decoded(
      bodyOf(garbage, () => cancelled++),
      new LogDecoder({ tty: false, timestamps: false }),
    );
    expect((await items.next()).value).toMatchObject([{ text: 'good' }]);
    await expect(items.next()).rejects.toMatchObject({ failure: 'broken' });
    expect(cancelled).toBe(1);
  });

  it('pass on the error of the body, after what came before it', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes('a\n'));
      },
      pull(controller) {
        controller.error(new Error('connection lost'));
      },
    });
    const items = decoded(body, new LineDecoder());
    expect((await items.next()).value).toEqual(['a']);
    await expect(items.next()).rejects.toThrow('connection lost');
  });

  it('give other work its turn, however much has arrived already', async () => {
    let turns = 0;
    let reading = true;
    const turn = () => {
      turns++;
      if (reading) setImmediate(turn);
    };
    const chunk = bytes('a line of a log that is not too short\n'.repeat(2000));
    const body = bodyOf(Array.from({ length: 200 }, () => chunk));
    setImmediate(turn);
    let lines = 0;
    for await (const batch of decoded(body, new LineDecoder())) lines += batch.length;
    reading = false;
    expect(lines).toBe(400_000);
    expect(turns).toBeGreaterThan(1);
  });

  it('do not wait for other work where it is the body that they have waited for', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const turn = vi.fn(async () => undefined);
    vi.stubGlobal('scheduler', { yield: turn });
    const events = ['a\n', 'b\n', 'c\n'];
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          now += 1000;
          const event = events.shift();
          if (event === undefined) controller.close();
          else controller.enqueue(bytes(event));
        },
      },
      { highWaterMark: 0 },
    );
    const seen: string[] = [];
    for await (const batch of decoded(body, new LineDecoder())) {
      seen.push(...batch);
      // longer than a slice, once
      if (seen.length === 2) now += 9;
    }
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(turn).toHaveBeenCalledTimes(1);
  });
});
