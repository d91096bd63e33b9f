// npx tsx scripts/screenshots.ts [FOLDER] [THEME…]: the README's pictures, of LuCI on a real OpenWrt userland with a real dockerd.
// With themes it makes all pictures in each of them instead. It runs in a network namespace of its own: the ports of the containers
// meet nobody else's.
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { startDockerd } from '../test/engine/dockerd';
import { bootUserland, type Userland } from '../test/router/userland';
import { pictures, type Picture } from './screenshots/pictures';
import { startHousehold } from './screenshots/start-household';

/** Without one LuCI warns on every page. */
const password = 'screenshots';
/** Larger files have no place in a repository. */
const mostBytes = 150_000;

async function take(browser: Browser, router: Userland, picture: Picture, file: string): Promise<void> {
  router.run(['uci', 'set', `luci.main.mediaurlbase=/luci-static/${picture.theme}`]);
  router.run(['uci', 'commit', 'luci']);
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: picture.width, height: picture.height },
    isMobile: picture.phone === true,
    hasTouch: picture.phone === true,
  });
  const page = await context.newPage();
  await page.request.post(`${router.url}/cgi-bin/luci/`, {
    form: { luci_username: 'root', luci_password: password },
    maxRedirects: 0,
  });
  await page.goto(`${router.url}/cgi-bin/luci/admin/docker/${picture.place}`);
  await page.getByText(picture.ready).first().waitFor();
  // until there are figures, enough of them for a line
  if (!picture.place.endsWith('backup'))
    await page.waitForTimeout(picture.place.endsWith('statistics') ? 40_000 : 9_000);
  await page.screenshot({ path: file });
  await context.close();
  const { size } = statSync(file);
  console.log(`${file}: ${(size / 1000).toFixed(0)} kB`);
  if (size > mostBytes) throw new Error(`${file} is larger than ${mostBytes / 1000} kB`);
}

async function main(folder: string, themes: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const dockerd = await startDockerd('20.10');
  const router = await bootUserland({ engineSocket: dockerd.socket });
  router.run(['passwd', 'root'], `${password}\n${password}\n`);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    await startHousehold(dockerd.socket);
    for (const picture of pictures)
      if (themes.length === 0) await take(browser, router, picture, join(folder, `${picture.file}.png`));
      else
        for (const theme of themes)
          await take(browser, router, { ...picture, theme }, join(folder, `${picture.file}-${theme}.png`));
  } finally {
    await browser.close();
    await router.stop();
    await dockerd.stop();
  }
}

const [folder = fileURLToPath(new URL('../docs/screenshots', import.meta.url)), ...themes] =
  process.argv.slice(2);
if (process.env['DOCKERMAN_OWN_NETWORK'] === undefined) {
  const again = [
    'ip link set lo up && exec "$0" "$@"',
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ];
  const { status } = spawnSync('unshare', ['--net', 'sh', '-c', ...again], {
    stdio: 'inherit',
    env: { ...process.env, DOCKERMAN_OWN_NETWORK: '1' },
  });
  process.exitCode = status ?? 1;
} else
  main(folder, themes).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
