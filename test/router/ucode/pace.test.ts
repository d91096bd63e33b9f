import { describe, expect, test } from 'vitest';
import { drive, hasUcode, titled } from './ucode';

type Step = { send: number; name: string } | { arrived: true } | { wait: number };

/** What was sent and when, in milliseconds from the start. */
function play(...steps: Step[]): [string, number][] {
  return drive('pace', { steps }) as [string, number][];
}

const send = (name: string, size: number): Step => ({ send: size, name });
const arrived: Step = { arrived: true };
const wait = (ms: number): Step => ({ wait: ms });
const names = (sent: [string, number][]) => sent.map(([name]) => name);

describe.skipIf(!hasUcode)(titled('pace.uc'), () => {
  test('sends at once what has room', () => {
    expect(play(send('a', 400_000), send('b', 400_000))).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
  });

  test('holds back what would pass the bound, in order, until the earlier has had its time', () => {
    const sent = play(
      send('a', 800_000),
      send('b', 800_000),
      send('c', 100_000),
      wait(99),
      wait(10),
      wait(200),
    );
    expect(names(sent)).toEqual(['a', 'b', 'c']);
    expect(sent[1]?.[1]).toBeGreaterThan(99);
    expect(sent[2]?.[1]).toBeGreaterThanOrEqual(sent[1]?.[1] ?? 0);
  });

  test('lets small replies pass', () => {
    expect(names(play(send('a', 900_000), send('b', 900_000), send('small', 1000)))).toEqual(['a', 'small']);
  });

  test('knows from the second call after a reply that it was read', () => {
    expect(names(play(arrived, send('a', 900_000), arrived, send('b', 900_000)))).toEqual(['a']);
    expect(names(play(arrived, send('a', 900_000), arrived, send('b', 900_000), arrived))).toEqual([
      'a',
      'b',
    ]);
  });

  test('never holds a client back that asks for one large reply after the other', () => {
    const steps = Array.from({ length: 20 }, (_, at) => [arrived, send(String(at), 450_000)]).flat();
    expect(play(...steps)).toHaveLength(20);
  });
});
