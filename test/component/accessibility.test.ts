import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { detailsOf, row, type FakeEngine } from './fake-engine';
import { mounted } from './mounted';

/** What needs a real layout (contrast, target sizes) is looked at in the browser tests. */
const rules = { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } };

const web = row('web', {
  stack: 'shop',
  health: 'unhealthy',
  ports: [{ containerPort: 80, hostPort: 8080, protocol: 'tcp', address: '0.0.0.0' }],
});

function filled(engine: FakeEngine): void {
  engine.show(web, row('job', { state: 'exited', exitCode: 1 }), row('old', { gone: true }));
  engine.consoles.set({ exec: true, attach: true, kept: false });
  engine.container(web.id).set({
    phase: 'live',
    value: detailsOf(web, {
      environment: [['A', 'b']],
      labels: { a: 'b' },
      mounts: [{ type: 'volume', source: 'data', destination: '/data', writable: true }],
      endpoints: [{ network: 'lan', ipv4: '10.0.0.2', ipv6: '', gateway: '', mac: '', aliases: [] }],
      health: { status: 'unhealthy', failing: 2, probes: [{ start: 1, end: 2, exitCode: 1, output: 'no' }] },
    }),
  });
  engine.logs(web.id).write(['one', 'two'], 'stderr');
}

test('axe looks at what is rendered: a button without a name is found', async () => {
  const page = await mounted('containers', filled);
  (await page.find('.dm-list')).append(document.createElement('button'));
  const { violations } = await axe.run(page.app, { rules, resultTypes: ['violations'] });
  expect(violations.map(({ id }) => id)).toContain('button-name');
});

describe('axe finds nothing', () => {
  test.each([
    ['the list', 'containers', '.dm-row', filled],
    ['an empty list', 'containers', '.dm-empty', (engine: FakeEngine) => engine.show()],
    [
      'a list that loads',
      'containers',
      '.dm-skeleton',
      (engine: FakeEngine) => engine.containers.set({ phase: 'loading', rows: [] }),
    ],
    ['the summary', 'containers/web', '.dm-facts', filled],
    ['the log', 'containers/web/logs', '.dm-log-line', filled],
    ['the console', 'containers/web/console', 'form', filled],
    ['the tree', 'containers/web/inspect', '.dm-tree', filled],
    ['a container that is not there', 'containers/nope', '.dm-empty', filled],
  ] as const)('in %s', async (_name, path, ready, prepare) => {
    const page = await mounted(path, prepare);
    await page.find(ready);
    const { violations } = await axe.run(page.app, { rules, resultTypes: ['violations'] });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
      [],
    );
  });

  test('in the results of an action on many, and in a dialog', async () => {
    const page = await mounted('containers', filled);
    page.engine.refuse = () => 'web: no';
    page.all('.dm-heads [aria-label="Select all"]')[0]?.click();
    await page.find('.dm-bulk');
    page
      .all('.dm-bulk button')
      .find((one) => one.textContent?.includes('Restart'))
      ?.click();
    await page.find('.dm-result');
    page.all('[aria-label="Keyboard and help"]')[0]?.click();
    await page.find('.dm-keys');
    const { violations } = await axe.run(page.app, { rules, resultTypes: ['violations'] });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
      [],
    );
  });
});
