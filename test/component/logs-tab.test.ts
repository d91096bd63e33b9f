import { describe, expect, test, vi } from 'vitest';
import { windowOptions } from '../../web/pages/container/logs/log-window';
import { row, type FakeEngine } from './fake-engine';
import { mounted } from './mounted';

describe('the logs of a container', () => {
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
