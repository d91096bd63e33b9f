import { expect, test } from 'vitest';
import type { Connection } from '../../web/model/connection';
import { row } from './fake-engine';
import { mounted } from './mounted';

/** The list in that state of the connection, with the banner where there is one. */
async function at(state: Connection['state'], more: Partial<Connection> = {}) {
  const page = await mounted('containers', (engine) => {
    engine.show(row('web'));
    engine.connection.set({ ...engine.connection.value, state, ...more });
  });
  if (state !== 'online') await page.find('.dm-banner');
  return page;
}

test('nothing is said while all is well', async () => {
  const page = await at('online');
  expect(page.all('.dm-banner')).toHaveLength(0);
});

test('a stopped dockerd offers Start to who may start it, and to nobody else', async () => {
  const page = await at('engine-down', { service: { installed: true, running: false } });
  const start = page.all('.dm-banner button')[0];
  expect(start?.textContent?.trim()).toBe('Start dockerd');
  start?.click();
  await page.settled();
  expect(page.engine.services).toEqual(['start']);
  page.engine.role.set('operator');
  await page.settled();
  expect(page.all('.dm-banner button')).toHaveLength(0);
});

test('a dockerd that is not installed says what to install', async () => {
  const page = await at('engine-down', { service: { installed: false, running: false } });
  expect(page.text('.dm-banner')).toContain('Install the package dockerd');
});

test('an engine that does not answer says what was met', async () => {
  const page = await at('engine-down', {
    failure: { failure: 'engine-down', message: 'connect: connection refused' },
  });
  expect(page.text('.dm-banner')).toContain('connection refused');
});

test('an ended session leads to the login and keeps the page', async () => {
  const page = await at('online');
  page.host.sessionEnded();
  await page.find('.dm-banner');
  expect(page.text('.dm-banner strong')).toBe('Your session has ended');
  expect(page.all('dm-container-row')).toHaveLength(1);
  page.all('.dm-banner button')[0]?.click();
  expect(page.host.logins).toBe(1);
});

test.each([
  ['offline', 'No connection'],
  ['forbidden', 'You may not see this engine'],
  ['unsupported', 'This engine cannot be used'],
  ['idle', 'Paused'],
] as const)('%s is said plainly', async (state, title) => {
  const page = await at(state);
  expect(page.text('.dm-banner strong')).toBe(title);
});

test('the panel says which way serves, what the probe found, and takes a choice by hand', async () => {
  const page = await at('online', {
    note: 'controller took over',
    candidates: [
      { transport: 'rpcd', state: 'available', reason: 'ubus answers.', carries: ['calls'], took: 4 },
      { transport: 'direct', state: 'unavailable', reason: 'A unix socket only.', carries: [] },
    ],
  });
  page.all('dm-transport-badge button')[0]?.click();
  const panel = await page.find('.dm-candidates');
  expect(panel.textContent).toContain('A unix socket only.');
  expect(page.text('.dm-panel')).toContain('controller took over');
  const select = page.all('.dm-panel select')[0] as HTMLSelectElement;
  select.value = 'direct';
  select.dispatchEvent(new Event('change'));
  expect(page.engine.preferred).toEqual(['direct']);
});
