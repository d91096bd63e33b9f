import { expect, test, vi } from 'vitest';
import { row } from './fake-engine';
import { mounted } from './mounted';

const gone = vi.hoisted(() => () => {
  throw new Error('404');
});
// as after an upgrade of the package: the file that the page knows is not there any more
vi.mock('../../web/pages/actions/dialogs', gone);
vi.mock('../../web/app/connection-panel', gone);
vi.mock('../../web/app/help', gone);
vi.mock('../../web/app/connection-banner', gone);

const sentence = 'The connection is gone, or the package has been upgraded since this page was opened.';

test('an action whose dialog cannot be loaded says so, and the container can be acted on again', async () => {
  const page = await mounted('containers', (engine) => engine.show(row('web')));
  page.all('.dm-row [aria-haspopup=menu]')[0]?.click();
  await page.find('dm-menu [role=menuitem]');
  page
    .all('dm-menu [role=menuitem]')
    .find((one) => one.textContent?.includes('Remove'))
    ?.click();
  expect((await page.find('.dm-note')).textContent).toContain(sentence);
  expect(page.all('.dm-row button[disabled]')).toHaveLength(0);
  expect(page.all('dm-dialog dialog[open]')).toHaveLength(0);
});

test('a panel that cannot be loaded says so, and does not count as open', async () => {
  const page = await mounted('containers', (engine) => engine.show(row('web')));
  page.all('dm-transport-badge button')[0]?.click();
  expect((await page.find('.dm-note')).textContent).toContain(sentence);
  expect(page.all('dm-transport-badge [aria-expanded=true]')).toHaveLength(0);
});

test('help that cannot be loaded says so', async () => {
  const page = await mounted('containers', (engine) => engine.show(row('web')));
  document.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }));
  expect((await page.find('.dm-note')).textContent).toContain(sentence);
});

test('a connection that is gone before its banner was loaded is said all the same', async () => {
  const page = await mounted('containers', (engine) => engine.show(row('web')));
  page.engine.connection.set({ ...page.engine.connection.value, state: 'offline' });
  expect((await page.find('.dm-banner[role=alert]')).textContent).toContain(sentence);
  page.engine.connection.set({ ...page.engine.connection.value, state: 'online' });
  await page.settled();
  expect(page.all('.dm-banner')).toHaveLength(0);
});
