import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { request } from 'node:http';
import type { Page } from '@playwright/test';
import { bringAxe, expectAccessible } from '../fixtures/accessibility';
import { expect, test as base } from '../fixtures/luci';
import { startOddRegistry, type OddRegistry } from '../fixtures/odd-registry';

const test = base.extend<{ registry: OddRegistry }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
  registry: async ({}, use) => {
    const registry = await startOddRegistry();
    await use(registry);
    registry.stop();
  },
});

async function digest(stream: AsyncIterable<Buffer>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of stream) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** What the engine itself sends. */
function exported(socketPath: string, container: string): Promise<{ bytes: number; sha256: string }> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: `/containers/${container}/export` }, (answer) =>
      digest(answer).then(resolve, reject),
    )
      .on('error', reject)
      .end();
  });
}

/** Starts a pull as another program would: straight at the keeper, in the page's session. */
async function pull(page: Page, image: string): Promise<void> {
  const reply = await page.evaluate(async (fromImage) => {
    const { L } = window as unknown as { L: { env: { sessionid: string } } };
    const parameters = { operation: 'ImageCreate', parameters: JSON.stringify({ fromImage, tag: '1' }) };
    const args = {
      client: 'elsewhere-1',
      operation: 'JobStart',
      parameters,
      api_version: '1.41',
      engine: '',
    };
    const params = [L.env.sessionid, 'dockerman.keeper', 'admin', args];
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params });
    return (await fetch('/ubus/', { method: 'POST', body })).text();
  }, image);
  expect(reply).toContain('"job"');
}

const ring = (page: Page) => page.locator('.dm-jobs-link');

async function chooseExport(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Export' }).click();
}

test('an export of 50 MB arrives whole', async ({ page, luci, containers, dockerd }) => {
  const script = 'dd if=/dev/urandom of=/large bs=1M count=50 2>/dev/null';
  const web = await containers.run('web', script);
  await containers.call('POST', `/containers/${web}/wait`);
  await luci.open(page, `containers/${web}`);
  const download = page.waitForEvent('download');
  await chooseExport(page);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await download;
  await expect(page.getByText(`${web}.tar has arrived`)).toBeVisible();
  await expect(ring(page)).toHaveCount(0);
  expect(file.suggestedFilename()).toBe(`${web}.tar`);
  const arrived = await digest(createReadStream(await file.path()));
  expect(arrived.bytes).toBeGreaterThan(50 * 1024 * 1024);
  expect(arrived).toEqual(await exported(dockerd.socket, web));
});

test('an export to a file on the router is a job that leaves the file, which the browser then downloads', async ({
  page,
  luci,
  containers,
  dockerd,
}) => {
  const web = await containers.run('web', 'echo hello > /greeting');
  await containers.call('POST', `/containers/${web}/wait`);
  await luci.open(page, `containers/${web}`);
  await chooseExport(page);
  await page.getByRole('radio', { name: /To a file on the router/ }).check();
  await page.getByRole('textbox', { name: 'File on the router' }).fill(`/tmp/${web}.tar`);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByText(`Exporting ${web} to /tmp/${web}.tar`)).toBeVisible();
  await luci.go(page, 'jobs');
  const job = page.getByRole('article', { name: new RegExp(`^Export `) });
  await expect(job.getByText('done', { exact: true })).toBeVisible();
  await expect(job).toContainText(`/tmp/${web}.tar (`);
  const download = page.waitForEvent('download');
  await job.getByRole('button', { name: 'Download' }).click();
  const file = await download;
  expect(await digest(createReadStream(await file.path()))).toEqual(await exported(dockerd.socket, web));
  await job.getByRole('button', { name: 'Forget' }).click();
  await expect(job).toHaveCount(0);
});

test('a pull goes on when its page is left, shows in every tab, and ends at the engine when it is cancelled', async ({
  page,
  context,
  luci,
  registry,
}) => {
  await bringAxe(context);
  await luci.open(page);
  await expect(ring(page)).toHaveCount(0);
  await pull(page, `${registry.host}/endless`);
  await expect(ring(page)).toHaveText('1 job');
  const second = await context.newPage();
  await luci.go(second);
  await expect(ring(second)).toHaveText('1 job');
  await page.close();
  await expect.poll(() => registry.waiting()).toBe(1);

  await ring(second).click();
  await expect(second).toHaveURL(luci.url('jobs'));
  const job = second.getByRole('article', { name: `Pull ${registry.host}/endless:1` });
  await expect(job).toContainText(' of 16 MiB');
  await job.getByText('1 layer').click();
  await expect(job.getByText('Downloading')).toBeVisible();
  expect(registry.waiting()).toBe(1);
  await expectAccessible(second, 'a job at work');
  await job.getByRole('button', { name: 'Cancel' }).click();
  await expect(job.getByText('cancelled', { exact: true })).toBeVisible();
  await expect(ring(second)).toHaveCount(0);
  await expect.poll(() => registry.waiting()).toBe(0);
});

test('a pull that fails inside its answer has failed, and says what the engine said on every page', async ({
  page,
  context,
  luci,
  registry,
}) => {
  await bringAxe(context);
  await luci.open(page, 'jobs');
  await expect(page.locator('dm-jobs-indicator')).toBeAttached();
  await expect(page.locator('.dm-jobs, .dm-empty')).toBeVisible();
  await pull(page, `${registry.host}/incomplete`);
  const said = 'unknown blob';
  await expect(page.getByRole('log', { name: 'Messages' })).toContainText(said);
  const job = page.getByRole('article', { name: `Pull ${registry.host}/incomplete:1` });
  await expect(job.getByText('failed', { exact: true })).toBeVisible();
  await expect(job).toContainText(said);
  await job.getByText('Log', { exact: true }).click();
  await expect(job.getByRole('log')).toContainText(said);
  await expectAccessible(page, 'a job that failed');
});

test('leaving the page asks first while a file is on its way, and ends it at the router', async ({
  page,
  luci,
  containers,
}) => {
  // an export of /dev/zero has no end that a test could wait for
  const script = 'dd if=/dev/zero of=/large bs=1M count=300 2>/dev/null';
  const web = await containers.run('web', script);
  await containers.call('POST', `/containers/${web}/wait`);
  const held = () => readdirSync(luci.router.path('/var/run/dockerman/transfers'));
  await luci.open(page, `containers/${web}`);
  await page.route('**/TransferSlice?**', async (route) => {
    // no slice comes: the file stays on its way
    if (new URL(route.request().url()).searchParams.get('offset') === '0') await route.continue();
  });
  await chooseExport(page);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(ring(page)).toHaveText('1 job');
  const asked = page.waitForEvent('dialog');
  const left = page.goto(luci.url('jobs')).catch(() => null);
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await left;
  await expect(ring(page)).toHaveText('1 job');
  await ring(page).click();
  const file = page.getByRole('article', { name: `${web}.tar` });
  await file.getByRole('button', { name: 'Cancel' }).click();
  await expect(file.getByText('cancelled', { exact: true })).toBeVisible();
  await expect.poll(held).toEqual([]);

  await page.goBack();
  await chooseExport(page);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect.poll(held).toHaveLength(1);
  page.on('dialog', (question) => void question.accept());
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.route('**/TransferSlice?**', () => undefined);
  await page.goto('about:blank');
  await expect.poll(held).toEqual([]);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
