import { describe, expect, test, vi } from 'vitest';
import { detailsOf, row } from './fake-engine';
import { mounted } from './mounted';

const names = (page: Awaited<ReturnType<typeof mounted>>) =>
  page.all('.dm-name').map((one) => one.textContent);

describe('what the list shows when there is nothing to list', () => {
  test('grey bars before anything is known', async () => {
    const page = await mounted('containers', (engine) =>
      engine.containers.set({ phase: 'loading', rows: [] }),
    );
    expect(page.all('.dm-skeleton')).toHaveLength(1);
    expect(page.text('.dm-head')).not.toContain('0');
    expect(page.text('.dm-chips')).toBe('Running Stopped');
  });

  test('the last known rows, marked as such', async () => {
    const page = await mounted('containers', (engine) =>
      engine.containers.set({ phase: 'stale', rows: [row('web')] }),
    );
    expect(names(page)).toEqual(['web']);
    expect(page.all('.dm-list[aria-busy=true].dm-stale')).toHaveLength(1);
    expect(page.text('.dm-stale-note')).toContain('not confirmed');
    page.engine.show(row('web'));
    await page.settled();
    expect(page.all('.dm-stale')).toHaveLength(0);
  });

  test('rows that are known, greyed, when the engine cannot be asked any more', async () => {
    const page = await mounted('containers', (engine) => engine.show(row('web')));
    const failure = { failure: 'engine-down' as const, message: 'no answer' };
    page.engine.containers.set({ phase: 'failed', rows: [row('web')], failure });
    await page.settled();
    expect(names(page)).toEqual(['web']);
    expect(page.all('.dm-list.dm-stale')).toHaveLength(1);
    expect(page.engine.statistics.shown).toEqual([]);
  });

  test('what would fill it', async () => {
    const page = await mounted('containers', (engine) => engine.show());
    expect(page.text('.dm-empty h3')).toBe('No containers yet');
  });

  test('what the engine said when it failed, and a button that asks again', async () => {
    const page = await mounted('containers', (engine) =>
      engine.containers.set({
        phase: 'failed',
        rows: [],
        failure: { failure: 'engine', message: 'permission denied' },
      }),
    );
    expect(page.text('.dm-empty')).toContain('permission denied');
    page.all('.dm-empty button')[0]?.click();
    expect(page.engine.containers.refreshes).toBe(1);
  });

  test('that a search finds nothing, and the way back', async () => {
    const page = await mounted('containers?q=nope', (engine) => engine.show(row('web')));
    expect(page.text('.dm-empty h3')).toBe('No container fits');
    page.all('.dm-empty button')[0]?.click();
    await page.settled();
    expect(names(page)).toEqual(['web']);
  });
});

describe('rows', () => {
  test('show names, images, labels and stacks full of HTML as text', async () => {
    const evil = '<img src=x onerror="window.hit=1"><b>x</b>';
    const page = await mounted('containers', (engine) =>
      engine.show(
        row('web', { name: evil, image: evil, stack: evil, networks: [{ name: evil, ipv4: evil }] }),
      ),
    );
    expect(page.text('.dm-name')).toBe(evil);
    expect(page.text('.dm-fold strong')).toBe(evil);
    expect(page.all('.dm-list img, .dm-list b')).toHaveLength(0);
  });

  test('hold their place when their state changes, and a new one goes where it belongs', async () => {
    const rows = [row('a'), row('b'), row('d')];
    const page = await mounted('containers', (engine) => engine.show(...rows));
    const changed = { ...row('d'), state: 'restarting' as const };
    page.engine.show(row('a'), row('b'), changed, row('c'));
    await page.settled();
    expect(names(page)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('are the same elements after an update, so that focus and selection stay', async () => {
    const page = await mounted('containers', (engine) => engine.show(row('a'), row('b')));
    const [, second] = page.all('dm-container-row');
    const link = second?.querySelector<HTMLElement>('.dm-name');
    link?.focus();
    page.all('[data-select]')[1]?.click();
    await page.settled();
    page.engine.show(row('0'), row('a'), { ...row('b'), state: 'exited', exitCode: 1 });
    await page.settled();
    expect(page.all('dm-container-row')[2]).toBe(second);
    expect(document.activeElement).toBe(link);
    await page.find('.dm-bulk');
    expect(page.text('.dm-bulk strong')).toBe('1 selected');
  });

  test('say that they were removed before they go', async () => {
    const page = await mounted('containers', (engine) => engine.show(row('a')));
    page.engine.show({ ...row('a'), gone: true });
    await page.settled();
    expect(page.text('.dm-c-state .dm-state')).toBe('removed');
    expect(page.all('.dm-row button')).toHaveLength(0);
  });

  test('show ports whole, and how many more there are', async () => {
    const ports = [9091, 51413, 51414, 51415].map((hostPort) => ({
      containerPort: 1,
      hostPort,
      protocol: 'tcp',
    }));
    const page = await mounted('containers', (engine) => engine.show(row('a', { ports })));
    expect(page.all('.dm-ports > *').map((one) => one.textContent)).toEqual(['9091', '+3']);
    expect(page.all('.dm-ports > span')[0]?.title).toBe('51413, 51414, 51415');
  });

  test('show an image whole to whoever reads it out or copies it', async () => {
    const image = 'ghcr.io/somebody/something:1.2';
    const page = await mounted('containers', (engine) =>
      engine.show(row('a', { image }), row('b', { image: 'web' })),
    );
    expect(
      page
        .all('.dm-c-image')
        .slice(1)
        .map((one) => one.textContent?.trim()),
    ).toEqual([image, 'web']);
  });

  test('that stop fitting the filter stay a moment', async () => {
    const page = await mounted('containers?state=running', (engine) => engine.show(row('a'), row('b')));
    vi.useFakeTimers({ now: Date.now(), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    page.engine.show(row('a'), { ...row('b'), state: 'exited', exitCode: 0 });
    await vi.advanceTimersByTimeAsync(100);
    expect(names(page)).toEqual(['a', 'b']);
    expect(page.all('.dm-leaving')).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(6000);
    vi.useRealTimers();
    await page.settled();
    expect(names(page)).toEqual(['a']);
  });
});

describe('actions', () => {
  test('fit the state', async () => {
    const page = await mounted('containers', (engine) =>
      engine.show(row('a'), row('b', { state: 'exited', exitCode: 0 })),
    );
    const labels = page.all('.dm-row .dm-c-actions button').map((one) => one.getAttribute('aria-label'));
    expect(labels).toEqual(['Stop: a', 'Restart: a', 'More: a', 'Start: b', 'More: b']);
  });

  test('are not offered to a viewer', async () => {
    const page = await mounted('containers', (engine) => {
      engine.role.set('viewer');
      engine.show(row('a'));
    });
    const labels = page.all('.dm-row .dm-c-actions button').map((one) => one.getAttribute('aria-label'));
    expect(labels).toEqual(['More: a']);
    expect(page.all('[data-select]')).toHaveLength(0);
  });

  test('that fail say what the engine said, at the row, until it is closed', async () => {
    const page = await mounted('containers', (engine) => {
      engine.refuse = () => 'a: driver failed programming <b>external</b> connectivity';
      engine.show(row('a', { state: 'exited', exitCode: 0 }));
    });
    page.all('[aria-label="Start: a"]')[0]?.click();
    expect((await page.find('.dm-result-text')).textContent).toBe(
      'a: driver failed programming <b>external</b> connectivity',
    );
    page.all('.dm-result [aria-label="Close message"]')[0]?.click();
    await page.settled();
    expect(page.all('.dm-result')).toHaveLength(0);
  });

  test('removing many names the volumes that would go along, by container', async () => {
    const page = await mounted('containers', (engine) => {
      engine.show(row('a'), row('b'));
      const mounts = [{ type: 'volume', source: 'f'.repeat(64), destination: '/cache', writable: true }];
      engine.container(row('b').id).set({ phase: 'live', value: detailsOf(row('b'), { mounts }) });
    });
    page.all('.dm-heads [aria-label="Select all"]')[0]?.click();
    await page.settled();
    page
      .all('.dm-bulk button')
      .find((one) => one.textContent?.includes('Remove'))
      ?.click();
    await page.find('dm-anonymous-volumes span');
    expect(page.all('dm-anonymous-volumes span').map((one) => one.textContent)).toEqual(['b: /cache']);
    expect(page.text('dialog')).toContain('a, b');
  });

  test('on many give one result per row', async () => {
    const page = await mounted('containers', (engine) => {
      engine.show(row('a'), row('b'), row('c', { state: 'exited', exitCode: 0 }));
      engine.refuse = (_action, id) => (id === row('b').id ? 'b: no such process' : undefined);
    });
    page.all('.dm-heads [aria-label="Select all"]')[0]?.click();
    await page.settled();
    expect(page.text('.dm-bulk strong')).toBe('3 selected');
    const stop = page.all('.dm-bulk button').find((one) => one.textContent?.includes('Stop'));
    stop?.click();
    await page.find('.dm-results');
    // the one that does not run is not asked to stop
    expect(page.engine.asked).toEqual([{ action: 'stop', ids: [row('a').id, row('b').id] }]);
    expect(page.all('.dm-results li')).toHaveLength(2);
    expect(page.text('.dm-results')).toContain('1 failed');
  });
});

describe('keyboard', () => {
  const press = (target: Element, key: string) =>
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
    );

  test('arrows move, space selects, enter opens', async () => {
    const page = await mounted('containers', (engine) => engine.show(row('a'), row('b')));
    const [first, second] = page.all('dm-container-row');
    expect(first?.tabIndex).toBe(0);
    first?.focus();
    if (first) press(first, 'ArrowDown');
    await page.settled();
    expect(document.activeElement).toBe(second);
    if (second) press(second, ' ');
    await page.settled();
    expect(second?.getAttribute('aria-selected')).toBe('true');
    if (second) press(second, 'Enter');
    expect(page.host.visited.at(-1)).toBe('/containers/b');
  });

  test('slash goes to the search, escape empties it', async () => {
    const page = await mounted('containers', (engine) => engine.show(row('a'), row('b')));
    press(document.body, '/');
    const field = page.all('input[type=search]')[0] as HTMLInputElement;
    expect(document.activeElement).toBe(field);
    field.value = 'b';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await page.settled();
    expect(names(page)).toEqual(['b']);
    expect(page.host.place.value.query.get('q')).toBe('b');
    press(field, 'Escape');
    await page.settled();
    expect(names(page)).toEqual(['a', 'b']);
  });
});

test('figures are asked for what is on screen and runs', async () => {
  const page = await mounted('containers', (engine) => {
    const many = Array.from({ length: 300 }, (_unused, index) =>
      row(`web-${String(index).padStart(3, '0')}`),
    );
    engine.show(...many, row('a-stopped', { state: 'exited', exitCode: 0 }));
  });
  const { shown } = page.engine.statistics;
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.length).toBeLessThan(60);
  expect(shown).not.toContain(row('a-stopped').id);
});

test('of a thousand rows only those near the window are in the document, and the grid says how many there are', async () => {
  const page = await mounted('containers', (engine) =>
    engine.show(...Array.from({ length: 1000 }, (_unused, index) => row(`web-${index}`))),
  );
  expect(page.all('dm-container-row').length).toBeLessThan(100);
  expect(page.all('[role=grid]')[0]?.getAttribute('aria-rowcount')).toBe('1001');
});
