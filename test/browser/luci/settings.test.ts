import type { Page } from '@playwright/test';
import { bringAxe, expectAccessible } from '../fixtures/accessibility';
import { expect, test } from '../fixtures/luci';
import { switchedEngine } from '../fixtures/switched-engine';

const limit = (page: Page, option: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${option} `) }) });

test('limits of uhttpd are changed and put back from the page, which lives through it', async ({
  page,
  bootLuci,
  dockerd,
  problems,
}) => {
  // the web server is started anew meanwhile
  problems.expect(/ERR_|Failed to load resource/);
  await bringAxe(page.context());
  const engine = switchedEngine(dockerd.socket);
  try {
    const luci = await bootLuci({ engineSocket: engine.socket, files: engine.files });
    const found = () => luci.router.run(['uci', '-q', 'get', 'uhttpd.main.script_timeout']).stdout.trim();
    await luci.open(page);
    await page.getByRole('link', { name: 'Settings' }).click();
    const row = limit(page, 'script_timeout');
    await expect(row).toContainText('60 s');
    await expect(page.locator('.dm-service').first()).toContainText('stopped');
    await expectAccessible(page, 'the settings');

    await row.getByRole('button', { name: 'Set to 600 s' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('option script_timeout of section main in /etc/config/uhttpd');
    await expectAccessible(page, 'the question before a limit is changed');
    expect(found()).toBe('60');
    await dialog.getByRole('button', { name: 'Change' }).click();
    await expect(row).toContainText('Put back 60 s');
    expect(found()).toBe('600');

    // over a server that has been started anew
    const command = () => luci.router.run(['ubus', 'call', 'service', 'list', '{"name":"uhttpd"}']).stdout;
    await expect.poll(command).toMatch(/"-t",\s+"600"/);
    await row.getByRole('button', { name: 'Put back' }).click();
    await dialog.getByRole('button', { name: 'Put back' }).click();
    await expect(row).toContainText('Set to 600 s');
    expect(found()).toBe('60');
    await expect.poll(command).toMatch(/"-t",\s+"60"/);

    // dockerd as a service
    const service = page.locator('.dm-service').first();
    await service.getByRole('button', { name: 'Start dockerd' }).click();
    await expect(service).toContainText('running');
    await service.getByRole('button', { name: 'Start with the router' }).click();
    await expect(service.getByRole('button', { name: 'Do not start with the router' })).toBeVisible();
    expect(luci.router.run(['ls', '/etc/rc.d']).stdout).toContain('S99dockerd');

    // its log
    luci.router.run([
      'logger',
      '-t',
      'dockerd[7]',
      'time="2026-01-02T03:04:05Z" level=info msg="API listen"',
    ]);
    await page.getByRole('button', { name: 'Read again' }).click();
    await expect(page.getByRole('region', { name: 'Log of dockerd' })).toContainText('info msg="API listen"');
  } finally {
    engine.stop();
  }
});

test("rpcd's timeout is changed after it was said that everybody has to log in again, and then they are asked to", async ({
  page,
  bootLuci,
  problems,
}) => {
  problems.expect(/status of|ERR_|Failed to load resource/);
  const luci = await bootLuci({});
  await luci.open(page, 'settings');
  await limit(page, 'timeout').getByRole('button', { name: 'Change' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('everybody has to log in again');
  await dialog.getByRole('textbox').fill('601');
  await dialog.getByRole('button', { name: 'Change' }).click();
  await expect(dialog).toContainText('Type a whole number from 10 to 600.');
  await dialog.getByRole('textbox').fill('60');
  await dialog.getByRole('button', { name: 'Change' }).click();
  await expect(page.getByText('Your session has ended')).toBeVisible({ timeout: 30_000 });
  expect(luci.router.run(['uci', '-q', 'get', 'rpcd.@rpcd[0].timeout']).stdout.trim()).toBe('60');
  await luci.open(page, 'settings');
  await expect(limit(page, 'timeout')).toContainText('Put back 30 s');
});

test('a viewer sees limits and services, and changes nothing', async ({ page, luci }) => {
  await luci.open(page, 'settings', 'viewer');
  await expect(limit(page, 'max_requests')).toContainText('3');
  await expect(page.getByText('Somebody who may administer Docker can change these.')).toBeVisible();
  await expect(page.locator('.dm-page').getByRole('button')).toHaveCount(0);
});
