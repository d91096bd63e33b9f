import { describe, expect, test, vi } from 'vitest';
import type { LogLine } from '../../web/model/logs';
import { segments } from '../../web/pages/container/logs/ansi-line';
import { displayWidth } from '../../web/pages/container/logs/display-width';
import { LogLayout } from '../../web/pages/container/logs/log-layout';
import { ExpressionSearch } from '../../web/pages/container/logs/expression-search';
import { LogSearch, searchPattern } from '../../web/pages/container/logs/log-search';
import { places } from '../../web/pages/container/logs/places';
import { SkipMarks } from '../../web/pages/container/logs/skip-marks';
import { cleaned, plainText } from '../../web/elements/control-sequences';

const line = (number: number, text: string): LogLine => ({
  number,
  text,
  timestamp: '2026-01-02T03:04:05.678901234Z',
  stream: 'stdout',
});
const lines = (from: number, ...texts: readonly string[]) =>
  texts.map((text, index) => line(from + index, text));

describe('where lines stand', () => {
  test('a long line takes as many rows as it is wrapped into', () => {
    const layout = new LogLayout();
    layout.update(lines(0, 'short', 'x'.repeat(25), ''), 10);
    expect([0, 1, 2].map((number) => layout.rowsOf(number))).toEqual([1, 3, 1]);
    expect(layout.rows).toBe(5);
    expect([0, 1, 3, 4].map((at) => layout.lineAt(at))).toEqual([0, 1, 1, 2]);
  });

  test('appending, letting go at the front and loading older ones agree with counting anew', () => {
    const layout = new LogLayout();
    const all = lines(-50, ...Array.from({ length: 200 }, (_unused, index) => 'y'.repeat((index * 7) % 41)));
    const states = [
      all.slice(50, 80),
      all.slice(50, 120),
      all.slice(70, 120),
      all.slice(20, 120),
      all.slice(90),
    ];
    for (const state of states) {
      layout.update(state, 12);
      const anew = new LogLayout();
      anew.update(state, 12);
      expect(layout.rows).toBe(anew.rows);
      for (const { number } of state) expect(layout.top(number)).toBe(anew.top(number));
    }
  });

  test('another width counts anew, and no lines are no rows', () => {
    const layout = new LogLayout();
    layout.update(lines(0, 'x'.repeat(30)), 10);
    layout.update(lines(0, 'x'.repeat(30)), 0);
    expect(layout.rows).toBe(1);
    layout.update([], 10);
    expect(layout.rows).toBe(0);
  });

  test('wide characters take two columns, combining ones and colours none', () => {
    expect(displayWidth('日本')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('\u001b[31mred\u001b[0m')).toBe(3);
    expect(displayWidth('a\tb')).toBe(9);
  });
});

describe('control sequences', () => {
  test('colours stay, titles, cursor moves and links go', () => {
    expect(cleaned('\u001b]0;title\u0007a\u001b[2K\u001b[1;31mb\u001b[0m')).toBe('a\u001b[1;31mb\u001b[0m');
    expect(plainText('\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\')).toBe('link');
  });

  test('what a carriage return has overwritten goes', () => {
    expect(cleaned('10 %\r50 %\r100 %')).toBe('100 %');
    expect(cleaned('a line of Windows\r')).toBe('a line of Windows');
  });

  test('colours become data, and nothing of the text becomes a style', () => {
    const [first, second] = segments('\u001b[1;32mok\u001b[0m<b>\u001b[38;2;1;2;3mx\u001b[0m');
    expect(first).toEqual({ text: 'ok', classes: 'ansi-bold ansi-green' });
    expect(second?.text).toBe('<b>');
    expect(segments('\u001b[38;2;1;2;3mx')[0]?.color).toBe('1, 2, 3');
    expect(segments('\u001b[38;5;208mx')[0]?.color).toBe('255, 135, 0');
    expect(segments('\u001b[38;2;1;2;url(evil)mx').every((one) => one.color === undefined)).toBe(true);
  });
});

describe('search', () => {
  test('words are words, expressions are expressions, and a wrong one says so', () => {
    expect(searchPattern('a.b', false).expression?.test('axb')).toBe(false);
    expect(searchPattern('a.b', true).expression?.test('axb')).toBe(true);
    expect(searchPattern('[', true).error).toMatch(/regular expression/i);
    expect(searchPattern('Error', false).expression?.test('error')).toBe(false);
    expect(searchPattern('error', false).expression?.test('ERROR')).toBe(true);
    expect(searchPattern('a/b-c', false).expression?.test('a/b-c')).toBe(true);
  });

  test('an expression that matches nothing finds nothing and ends', () => {
    const { expression } = searchPattern('x*', true);
    expect(expression && places(expression, 'aaxxa')).toEqual([[2, 4]]);
  });

  test('goes on with new lines and older ones, and forgets those let go', async () => {
    const changed = vi.fn();
    const search = new LogSearch(changed);
    const pattern = searchPattern('hit', false);
    search.update(lines(0, 'hit', 'miss', 'hit'));
    search.start(pattern);
    await vi.waitFor(() => expect(search.matches).toEqual([0, 2]));
    search.update(lines(-2, 'hit', 'miss', 'hit', 'miss', 'hit', 'a hit'));
    await vi.waitFor(() => expect(search.matches).toEqual([-2, 0, 2, 3]));
    search.update(lines(2, 'hit', 'a hit'));
    expect(search.matches).toEqual([2, 3]);
    expect([search.next(2, 1), search.next(3, 1), search.next(2, -1)]).toEqual([3, 2, 3]);
  });
});

describe('a regular expression of the user', () => {
  /** A thread as the browser's, which answers by itself or never. */
  class Thread {
    onmessage: Worker['onmessage'] = null;
    onerror: Worker['onerror'] = null;
    terminated = false;
    constructor(private readonly answers: boolean) {}
    postMessage({ source, flags, texts }: { source: string; flags: string; texts: readonly string[] }): void {
      if (!this.answers) return;
      const data = texts.map((text) => places(new RegExp(source, flags), text));
      queueMicrotask(() => this.onmessage?.call(this as unknown as Worker, { data } as MessageEvent));
    }
    terminate(): void {
      this.terminated = true;
    }
  }

  test('is tried in a thread of its own, over all lines, and marks what it finds', async () => {
    const search = new LogSearch(vi.fn(), 8, new ExpressionSearch(() => new Thread(true)));
    search.update(
      lines(0, ...Array.from({ length: 1200 }, (_unused, at) => (at % 400 === 7 ? 'a hit' : 'miss'))),
    );
    search.start(searchPattern('h.t', true));
    await vi.waitFor(() => expect(search.matches).toEqual([7, 407, 807]));
    expect(search.placesIn(407, 'a hit')).toEqual([[2, 5]]);
    search.update(lines(-2, 'hot', 'miss', ...Array.from({ length: 1200 }, () => 'miss'), 'hat'));
    await vi.waitFor(() => expect(search.matches).toEqual([-2, 7, 407, 807, 1200]));
  });

  test('that comes to no end is given up, and its thread with it', async () => {
    const threads: Thread[] = [];
    const make = () => {
      const made = new Thread(threads.length > 0);
      threads.push(made);
      return made;
    };
    const changed = vi.fn();
    const search = new LogSearch(changed, 8, new ExpressionSearch(make, 5));
    search.update(lines(0, 'a'.repeat(40)));
    search.start(searchPattern('(a+)+$b', true));
    expect(search.running).toBe(true);
    await vi.waitFor(() => expect(search.problem).toBe('slow'));
    expect(threads.map(({ terminated }) => terminated)).toEqual([true]);
    expect(search.running).toBe(false);
    // new lines do not begin it again, another expression does
    search.update(lines(0, 'a'.repeat(40), 'b'));
    expect(threads).toHaveLength(1);
    search.start(searchPattern('b$', true));
    await vi.waitFor(() => expect(search.matches).toEqual([1]));
    expect(search.problem).toBeUndefined();
  });

  test('is refused where the browser gives no thread', async () => {
    const none = new ExpressionSearch(() => {
      throw new Error('no workers here');
    });
    const search = new LogSearch(vi.fn(), 8, none);
    search.update(lines(0, 'a'));
    search.start(searchPattern('a', true));
    await vi.waitFor(() => expect(search.problem).toBe('unavailable'));
    expect(search.placesIn(0, 'a')).toEqual([]);
  });
});

test('what was skipped is marked before the first line after it', () => {
  const marks = new SkipMarks();
  const state = { phase: 'following', dropped: 0, separated: true, complete: true } as const;
  marks.update({ ...state, lines: lines(0, 'a', 'b'), skipped: 0 });
  marks.update({ ...state, lines: lines(0, 'a', 'b', 'c'), skipped: 40 });
  expect([...marks.lines]).toEqual([[2, 40]]);
  const layout = new LogLayout(marks.lines);
  layout.update(lines(0, 'a', 'b', 'c'), 0);
  expect(layout.rowsOf(2)).toBe(2);
});
