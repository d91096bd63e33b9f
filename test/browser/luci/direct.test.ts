import { ConnectionPanel } from '../fixtures/connection-panel';
import { expect, test } from '../fixtures/luci';
import { startNginx, whyNoNginx } from '../fixtures/nginx';
import { containerToWatch, walkTheWholePath } from '../fixtures/whole-path';
import { freePort } from '../../router/userland';
import { selfSigned } from '../fixtures/self-signed';

/** Tells the router where browsers reach the engine themselves. */
const directAt = (...urls: readonly string[]) =>
  urls.map((url) => `add_list dockerman.local.direct='${url}'`);

test.describe('through nginx with CORS headers in front of the socket', () => {
  test.skip(whyNoNginx !== undefined, whyNoNginx);

  test('the browser talks to the engine itself, with the terminal of a container', async ({
    page,
    bootLuci,
    dockerd,
    containers,
  }) => {
    const luci = await bootLuci({ engineSocket: dockerd.socket });
    const nginx = await startNginx(dockerd.socket, luci.router.url);
    try {
      for (const command of directAt(nginx.url))
        luci.router.run(['uci', ...command.replaceAll("'", '').split(' ')]);
      luci.router.run(['uci', 'commit', 'dockerman']);
      const direct: string[] = [];
      page.on('request', (request) => {
        if (request.url().startsWith(nginx.url))
          direct.push(`${request.method()} ${new URL(request.url()).pathname}`);
      });
      const web = await containerToWatch(containers);
      await luci.open(page);
      const panel = new ConnectionPanel(page);
      await panel.open();
      await expect(panel.about('direct')).toContainText('answers the browser');
      await panel.close();
      await panel.prefer('direct');
      await walkTheWholePath(page, containers, web);
      expect(direct.some((one) => /^POST .*\/start$/.test(one))).toBe(true);

      const shell = await containers.run('shell', 'while read line; do echo "heard $line"; done', {
        tty: true,
      });
      await luci.go(page, `containers/${shell}/console`);
      await page.getByRole('button', { name: 'Attach' }).click();
      await expect(page.getByRole('button', { name: 'Disconnect' })).toBeVisible();
      await page.keyboard.type('knock\n');
      await expect(page.locator('.xterm-rows')).toContainText('heard knock');
    } finally {
      await page.close();
      await nginx.stop();
    }
  });

  test('without CORS headers the panel says what the proxy has to send', async ({
    page,
    bootLuci,
    dockerd,
    problems,
  }) => {
    problems.expect(/CORS policy|net::ERR_FAILED/);
    const nginx = await startNginx(dockerd.socket);
    try {
      const luci = await bootLuci({ engineSocket: dockerd.socket, uci: directAt(nginx.url) });
      await luci.open(page);
      const panel = new ConnectionPanel(page);
      await panel.open();
      await expect(panel.about('direct')).toContainText('does not allow this page to read it');
      await expect(panel.about('direct')).toContainText(luci.router.url);
      await expect(panel.badge).toHaveAccessibleName('Connection: rpcd');
    } finally {
      await page.close();
      await nginx.stop();
    }
  });
});

test('an engine that refuses the browser is explained, and the router carries everything even when direct is chosen', async ({
  page,
  bootLuci,
  dockerd,
  containers,
  problems,
}) => {
  problems.expect(/net::ERR_CONNECTION_REFUSED/);
  const port = await freePort();
  const luci = await bootLuci({ engineSocket: dockerd.socket, uci: directAt(`http://127.0.0.1:${port}`) });
  const web = await containerToWatch(containers);
  await luci.open(page);
  const panel = new ConnectionPanel(page);
  await panel.open();
  await expect(panel.about('direct')).toContainText(`127.0.0.1:${port} refuses the connection`);
  await panel.close();
  await panel.prefer('direct');
  await walkTheWholePath(page, containers, web);
});

test.describe('on an https page', () => {
  test.use({ ignoreHTTPSErrors: true });

  test('an engine on plain http is explained as mixed content', async ({
    page,
    bootLuci,
    frontOf,
    dockerd,
    containers,
  }) => {
    const luci = await bootLuci({ engineSocket: dockerd.socket, uci: directAt('http://engine.test:2375') });
    const front = await frontOf(luci, selfSigned('router.test'));
    const web = await containers.run('web');
    await front.luci.open(page);
    await expect(page.getByRole('link', { name: web })).toBeVisible();
    const panel = new ConnectionPanel(page);
    await panel.open();
    await expect(panel.about('direct')).toContainText(
      'This page came over https, and the engine at engine.test:2375 speaks plain http',
    );
  });
});
