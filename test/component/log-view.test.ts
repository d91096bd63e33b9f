import { describe, expect, test, vi } from 'vitest';
import type { LogLine } from '../../web/model/logs';
import { segments } from '../../web/pages/container/logs/ansi-line';
import { displayWidth } from '../../web/pages/container/logs/display-width';
import { windowOptions } from '../../web/pages/container/logs/log-window';
import { LogLayout } from '../../web/pages/container/logs/log-layout';
import { ExpressionSearch } from '../../web/pages/container/logs/expression-search';
import { LogSearch, searchPattern } from '../../web/pages/container/logs/log-search';
import { places } from '../../web/pages/container/logs/places';
import { SkipMarks } from '../../web/pages/container/logs/skip-marks';
import { cleaned, plainText } from '../../web/elements/control-sequences';
import { row, type FakeEngine } from './fake-engine';
import { mounted } from './mounted';

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

describe('the tab', () => {
  const open = (prepare: (engine: FakeEngine) => void) =>
    mounted('containers/web/logs', (engine) => {
      engine.show(row('web'));
      prepare(engine);
    });

  test('lines full of HTML are text, and stderr says that it is', async () => {
    const evil = '<img src=x onerror="window.hit=1">';
    const page = await open((engine) => {
      engine.logs(row('web').id).write([evil], 'stderr');
    });
    expect((await page.find('.dm-log-text')).textContent).toBe(evil);
    expect(page.text('.dm-log-stream')).toBe('err');
    expect(page.all('img')).toHaveLength(0);
  });

  test('says that nothing was written yet, and what failed', async () => {
    const page = await open((engine) => {
      const log = engine.logs(row('web').id);
      log.set({ ...log.value, phase: 'following' });
    });
    expect((await page.find('.dm-log-status')).textContent).toContain('Nothing written yet');
    const log = page.engine.logs(row('web').id);
    log.set({
      ...log.value,
      phase: 'failed',
      failure: { failure: 'engine', message: 'configured logging driver does not support reading' },
    });
    await page.settled();
    expect(page.text('.dm-alert')).toContain('does not support reading');
  });

  test('of fifty thousand lines only a window is in the document', async () => {
    const page = await open((engine) =>
      engine.logs(row('web').id).write(Array.from({ length: 50_000 }, (_unused, index) => `line ${index}`)),
    );
    await page.find('.dm-log-line');
    expect(page.all('.dm-log-line').length).toBeLessThan(200);
    expect(page.text('.dm-log-status')).toContain('50,000 lines');
  });

  test('what is searched for is in the address, and is searched for when it comes from there', async () => {
    const page = await mounted('containers/web/logs?q=two', (engine) => {
      engine.show(row('web'));
      engine.logs(row('web').id).write(['one', 'two']);
    });
    const field = (await page.find('.dm-search input')) as HTMLInputElement;
    expect(field.value).toBe('two');
    await page.find('mark');
    field.value = 'on';
    field.dispatchEvent(new Event('input'));
    await page.settled();
    expect(page.host.visited.at(-1)).toBe('/containers/web/logs?q=on');
    expect(page.text('mark')).toBe('on');
  });

  test('a search marks what it finds and counts it', async () => {
    const page = await open((engine) => engine.logs(row('web').id).write(['one', 'two <b>', 'three']));
    const field = (await page.find('.dm-search input')) as HTMLInputElement;
    field.value = '<b>';
    field.dispatchEvent(new Event('input'));
    await page.find('mark');
    expect(page.text('mark')).toBe('<b>');
    await vi.waitFor(() => expect(page.text('.dm-bar [role=status]')).toBe('1'));
  });

  test('between two times it asks for that span alone, and says so where they are the wrong way round', async () => {
    const page = await open((engine) => engine.logs(row('web').id).write(['one']));
    const asked = vi.spyOn(page.engine, 'logs');
    const choice = (await page.find('.dm-bar select')) as HTMLSelectElement;
    choice.value = 'span';
    choice.dispatchEvent(new Event('change'));
    await page.settled();
    expect(asked).not.toHaveBeenCalled();
    const [since, until] = page.all('.dm-span input') as HTMLInputElement[];
    const enter = async (field: HTMLInputElement | undefined, value: string) => {
      if (!field) throw new Error('there is no such field');
      field.value = value;
      field.dispatchEvent(new Event('change'));
      await page.settled();
    };
    const seconds = (value: string) => new Date(value).getTime() / 1000;

    await enter(since, '2026-03-01T10:00:00');
    expect(asked).toHaveBeenLastCalledWith(row('web').id, {
      tail: 'all',
      since: seconds('2026-03-01T10:00:00'),
    });
    await enter(until, '2026-03-01T09:00:00');
    expect(asked).toHaveBeenCalledTimes(1);
    expect(page.text('.dm-bar [role=alert]')).toBe('Until has to be later than Since.');
    expect(until?.getAttribute('aria-invalid')).toBe('true');
    await enter(until, '2026-03-01T11:30:05');
    expect(asked).toHaveBeenLastCalledWith(row('web').id, {
      tail: 'all',
      since: seconds('2026-03-01T10:00:00'),
      until: seconds('2026-03-01T11:30:05'),
      follow: false,
    });
    expect(page.all('.dm-bar [role=alert]')).toHaveLength(0);
    await enter(since, '');
    expect(asked.mock.lastCall?.[1]).not.toHaveProperty('since');
  });

  test('an end in the future is followed until then', () => {
    const now = new Date('2026-03-01T10:00:00').getTime();
    expect(windowOptions('span', { since: undefined, until: now + 60_000 }, now)).toEqual({
      tail: 'all',
      until: now / 1000 + 60,
      follow: true,
    });
  });
});
