import type { Page } from '@playwright/test';
import { bringAxe, expectAccessible } from '../fixtures/accessibility';
import { expect, test as base } from '../fixtures/standalone';
import { startOddRegistry, type OddRegistry } from '../fixtures/odd-registry';

const test = base.extend<{ registry: OddRegistry }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  registry: async ({}, use) => {
    const registry = await startOddRegistry();
    await use(registry);
    registry.stop();
  },
});

/** Starts a pull as another program would: straight at the gateway, in the page's session. */
async function pull(page: Page, image: string): Promise<void> {
  const status = await page.evaluate(async (fromImage) => {
    const body = JSON.stringify({
      operation: 'ImageCreate',
      parameters: { fromImage, tag: '1' },
      api_version: '1.41',
      engine: 'local',
    });
    const headers = { 'Content-Type': 'application/json' };
    return (await fetch('/work/jobs', { method: 'POST', headers, body })).status;
  }, image);
  expect(status).toBe(200);
}

const ring = (page: Page) => page.locator('.dm-jobs-link');

test('an export arrives whole, straight from the engine', async ({ page, standalone, containers }) => {
  const web = await containers.run('web', 'dd if=/dev/urandom of=/large bs=1M count=20 2>/dev/null');
  await containers.call('POST', `/containers/${web}/wait`);
  await standalone.open(page, `containers/${web}`);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const download = await saved;
  await expect(page.getByText(`${web}.tar has arrived`)).toBeVisible();
  expect(download.suggestedFilename()).toBe(`${web}.tar`);
  let bytes = 0;
  for await (const piece of await download.createReadStream()) bytes += (piece as Buffer).length;
  expect(bytes).toBeGreaterThan(20 * 1024 * 1024);
});

test('a pull goes on when its page is left, shows in every tab, and ends at the engine when it is cancelled', async ({
  page,
  context,
  standalone,
  registry,
}) => {
  await bringAxe(context);
  await standalone.open(page);
  await expect(page.locator('dm-jobs-indicator')).toBeAttached();
  await pull(page, `${registry.host}/endless`);
  await expect(ring(page)).toHaveText('1 job');
  const second = await context.newPage();
  await standalone.open(second, 'jobs');
  await page.close();
  const job = second.getByRole('article', { name: `Pull ${registry.host}/endless:1` });
  await expect(job).toContainText(' of 16 MiB');
  await expect.poll(() => registry.waiting()).toBe(1);
  await job.getByText('Log', { exact: true }).click();
  await expect(job.getByRole('log')).toContainText('Downloading');
  await expectAccessible(second, 'a job at work');
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job.getByText('cancelled', { exact: true })).toBeVisible();
  await expect(ring(second)).toHaveCount(0);
  await expect.poll(() => registry.waiting()).toBe(0);
  await job.getByRole('button', { name: 'Forget' }).click();
  await expect(job).toHaveCount(0);
});
