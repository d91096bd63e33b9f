import type { Page } from '@playwright/test';
import { ConnectionPanel } from '../fixtures/connection-panel';
import { startGatewayProcess, type GatewayProcess } from '../fixtures/gateway-process';
import { expect, test as base, type Luci } from '../fixtures/luci';
import { containerToWatch, walkTheWholePath } from '../fixtures/whole-path';

/** LuCI of a router that names a gateway, which lets LuCI's page in, as the direct way to its engine. */
const test = base.extend<{ pair: { readonly luci: Luci; readonly gateway: GatewayProcess } }>({
  pair: async ({ bootLuci, dockerd, context }, use) => {
    const luci = await bootLuci({ engineSocket: dockerd.socket });
    const engine = `local=unix://${dockerd.socket}`;
    const gateway = await startGatewayProcess('--engine', engine, '--allow-origin', luci.router.url);
    luci.router.run(['uci', 'add_list', `dockerman.local.direct=${gateway.url}/engine/local`]);
    luci.router.run(['uci', 'commit', 'dockerman']);
    await use({ luci, gateway });
    await Promise.all(context.pages().map((page) => page.close()));
    await gateway.stop();
  },
});

/** The requests of a page that carry a session as Bearer, by their origin and path. */
function withBearer(page: Page): URL[] {
  const found: URL[] = [];
  page.on('request', (request) => {
    if (request.headers()['authorization']?.startsWith('Bearer ')) found.push(new URL(request.url()));
  });
  return found;
}

/** Whatever is kept in the page's own storage for longer than a tab lives. */
const lasting = (page: Page) => page.evaluate(() => JSON.stringify({ ...localStorage }));
const tokens = (page: Page) =>
  page.evaluate(() =>
    Object.entries({ ...sessionStorage })
      .filter(([key]) => key.startsWith('dockerman.gateway.'))
      .map(([, value]) => String(value)),
  );

test('a gateway is logged in to from the panel, and then carries everything with an exec console', async ({
  page,
  pair: { luci, gateway },
  containers,
  problems,
}) => {
  problems.expect(/status of 401/);
  const bearer = withBearer(page);
  const web = await containerToWatch(containers);
  await luci.open(page);
  const panel = new ConnectionPanel(page);
  await panel.open();
  const direct = panel.about('direct');
  await expect(direct).toContainText('Needs a login.');
  await direct.getByLabel('Password').fill('sesame');
  await direct.getByRole('button', { name: 'Log in' }).click();
  await expect(direct.getByRole('alert')).toHaveText('The password is wrong.');
  await direct.getByLabel('Password').fill(gateway.password);
  await page.keyboard.press('Enter');
  await expect(direct).toContainText('The gateway at');
  await expect(direct.getByLabel('Password')).toHaveCount(0);
  await panel.close();
  await panel.prefer('direct');
  await walkTheWholePath(page, containers, web);
  await expect(panel.badge).toHaveAccessibleName('Connection: direct');

  const elsewhere = bearer.filter(({ origin, pathname }) =>
    origin === gateway.url
      ? !pathname.startsWith('/engine/local/')
      : !pathname.startsWith('/cgi-bin/dockerman/'),
  );
  expect(elsewhere.map(String)).toEqual([]);
  expect(bearer.some(({ origin }) => origin === gateway.url)).toBe(true);
  const [token = ''] = await tokens(page);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await lasting(page)).not.toContain(token);

  await luci.go(page, `containers/${web}/console`);
  const socket = page.waitForEvent('websocket', (one) => one.url().includes('/exec/'));
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  expect((await socket).url()).toContain(`${gateway.url.replace('http', 'ws')}/engine/local/`);
  await expect(page.getByRole('button', { name: 'Disconnect' })).toBeVisible();
  await page.keyboard.type('echo $((40 + 2))\n');
  await expect(page.locator('.xterm-rows')).toContainText('42');
});

test('a session at the gateway that ends hands over to the router, and the panel asks for a login again', async ({
  page,
  pair: { luci, gateway },
  containers,
  problems,
}) => {
  problems.expect(/status of 401|net::ERR_INCOMPLETE_CHUNKED_ENCODING/);
  const web = await containerToWatch(containers);
  await luci.open(page);
  const panel = new ConnectionPanel(page);
  await panel.open();
  const direct = panel.about('direct');
  await direct.getByLabel('Password').fill(gateway.password);
  await direct.getByRole('button', { name: 'Log in' }).click();
  await expect(direct).toContainText('The gateway at');
  await panel.close();
  await panel.prefer('direct');
  // a change brings about a call
  await containers.run('before');
  await expect(panel.badge).toHaveAccessibleName('Connection: direct');
  const [token = ''] = await tokens(page);
  const logout = await fetch(`${gateway.url}/logout`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(logout.ok).toBe(true);

  await walkTheWholePath(page, containers, web);
  await expect(panel.badge).toHaveAccessibleName('Connection: rpcd');
  await panel.open();
  await expect(direct.getByLabel('Password')).toBeVisible();
  await panel.panel.getByRole('button', { name: 'Probe again' }).click();
  await expect.poll(() => tokens(page)).toEqual([]);
  await expect(page.getByText('Your session has ended')).toHaveCount(0);
});
