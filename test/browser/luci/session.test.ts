import { ContainerList } from '../fixtures/container-list';
import type { BrowserContext } from '@playwright/test';
import { expect, test, type Luci } from '../fixtures/luci';

/** Ends the browser's session on the router, as its time limit or another tab's logout would. */
async function endSession(context: BrowserContext, luci: Luci): Promise<void> {
  const cookie = (await context.cookies()).find(({ name }) => name === 'sysauth_http');
  luci.router.run([
    'ubus',
    'call',
    'session',
    'destroy',
    JSON.stringify({ ubus_rpc_session: cookie?.value }),
  ]);
}

test('a session that ends under an open page is said, and leads to the login and back', async ({
  page,
  context,
  luci,
  containers,
  problems,
}) => {
  problems.expect(/status of 40[13]/);
  const web = await containers.run('web', 'while :; do echo hello; sleep 1; done');
  await luci.open(page, `containers/${web}/logs`, 'root');
  await expect(page.getByText(/lines?, live/)).toBeVisible();
  await endSession(context, luci);

  await expect(page.getByText('Your session has ended')).toBeVisible();
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('input[name=luci_password]').fill('');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { name: web })).toBeVisible();
  await expect(page).toHaveURL(luci.url(`containers/${web}/logs`));
});

test('an action in a session that has ended says so, and does nothing', async ({
  page,
  context,
  luci,
  containers,
  problems,
}) => {
  problems.expect(/status of 40[13]/);
  const web = await containers.run('web');
  const list = new ContainerList(page);
  await luci.open(page);
  await expect(list.button(web, 'Stop')).toBeVisible();
  await endSession(context, luci);
  await list.button(web, 'Stop').click();
  await expect(page.getByText('Your session has ended')).toBeVisible();
  expect(await containers.state(web)).toBe('running');
});
