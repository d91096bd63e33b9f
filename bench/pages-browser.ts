import type {} from '../web/app/dockerman-app';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { startGatewayProcess, type GatewayProcess } from '../test/browser/fixtures/gateway-process';
import { startNginx, type Nginx } from '../test/browser/fixtures/nginx';
import type { Bench } from './bench';

/** How the page reaches the engine in a measurement. */
export const ways = ['rpcd', 'controller', 'direct', 'standalone'] as const;
/** A way to the engine that a page is measured over. */
export type WayName = (typeof ways)[number];

/** A browser, and what stands between it and the engine besides the router. */
export interface Pages {
  readonly bench: Bench;
  readonly browser: Browser;
  readonly nginx: Nginx;
  readonly gateway: GatewayProcess;
  close(): Promise<void>;
}

/** A name that is not this machine's own: on a router's plain http a page is no secure context either. */
const host = 'router.test';

/** Starts Chromium, a gateway, and an nginx with CORS in front of the engine. */
export async function openPages(bench: Bench): Promise<Pages> {
  const { socket } = bench.engine;
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update', '--enable-precise-memory-info'],
      `--host-resolver-rules=MAP ${host} 127.0.0.1`,
    ],
  });
  const nginx = await startNginx(socket, `http://${host}:${new URL(bench.router.url).port}`);
  // installed some time ago, as on any router: what is seconds old is asked for again at each visit
  bench.router.run([
    'find',
    '/www/luci-static',
    '-type',
    'f',
    '-exec',
    'touch',
    '-d',
    '2026-01-01 00:00',
    '{}',
    '+',
  ]);
  const gateway = await startGatewayProcess('--engine', `local=unix://${socket}`);
  return {
    bench,
    browser,
    nginx,
    gateway,
    close: async () => {
      await browser.close();
      await gateway.stop();
      await nginx.stop();
    },
  };
}

/** The address of LuCI's page of ours, by the name that is not loopback; `port` where another one leads to uhttpd. */
export function luciUrl({ bench }: Pages, place = '', port = new URL(bench.router.url).port): string {
  return `http://${host}:${port}/cgi-bin/luci/admin/docker${place === '' ? '' : `/${place}`}`;
}

/** A fresh profile of the browser. */
export async function profile({ browser }: Pages): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1200 } });
  // tsx names functions with a helper, also those that go to the browser: https://github.com/privatenumber/tsx/issues/113
  await context.addInitScript('globalThis.__name ??= (named) => named');
  return context;
}

/** A fresh profile of the browser, logged in through LuCI's own form; `preference` is the way chosen by hand. */
export async function luciLogin(
  pages: Pages,
  options: { preference?: string; port?: string; hidden?: readonly string[] } = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await profile(pages);
  await context.addInitScript(
    ([preference, hidden]) => {
      if (preference) localStorage.setItem('dockerman.transports.router ', JSON.stringify({ preference }));
      if (hidden) localStorage.setItem('dockerman.columns', hidden);
    },
    [options.preference ?? '', options.hidden ? JSON.stringify(options.hidden) : ''] as const,
  );
  const page = await context.newPage();
  await page.goto(luciUrl(pages, 'nothing', options.port));
  await page.fill('input[name=luci_username]', 'admin');
  await page.fill('input[name=luci_password]', 'admin');
  await Promise.all([
    page.waitForNavigation({ waitUntil: 'load' }),
    page.press('input[name=luci_password]', 'Enter'),
  ]);
  await menuShown(page);
  return { context, page };
}

/**
 * Waits until LuCI's own menu is there. The next navigation while its request is under way would be a second one to LuCI's dispatcher,
 * whose children share one ubus connection: each may then wait for the other's answer until uhttpd kills it after 60 s.
 */
export async function menuShown(page: Page): Promise<void> {
  await page.waitForSelector('#topmenu a', { state: 'attached' });
}

/** Opens a place of ours over a way, in a fresh profile, and waits until its engine's list is live over that way. */
export async function openOver(
  pages: Pages,
  way: WayName,
  place: string,
): Promise<{ context: BrowserContext; page: Page }> {
  if (way === 'standalone') {
    const context = await profile(pages);
    const page = await context.newPage();
    await page.goto(pages.gateway.url);
    await page.fill('input[type=password]', pages.gateway.password);
    await page.press('input[type=password]', 'Enter');
    await page.waitForSelector('dm-app');
    await page.goto(`${pages.gateway.url}/${place}`);
    await live(page);
    return { context, page };
  }
  if (way === 'direct') announceNginx(pages);
  const opened = await luciLogin(pages, way === 'rpcd' ? {} : { preference: way });
  await opened.page.goto(luciUrl(pages, place));
  await live(opened.page);
  await menuShown(opened.page);
  if (way === 'direct') await overTheBrowser(opened.page);
  return opened;
}

/** The page finds nginx in the router's configuration, as it would find a dockerd that listens on the network. */
function announceNginx({ bench: { router }, nginx }: Pages): void {
  router.run(['touch', '/etc/config/dockerd']);
  router.run(
    ['uci', 'batch'],
    `set dockerd.globals=globals\nset dockerd.globals.hosts='tcp://0.0.0.0:${new URL(nginx.url).port}'\ncommit dockerd\n`,
  );
}

/** Waits until the list of containers is the engine's own. */
export async function live(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const app = document.querySelector('dm-app');
    if (!app) return false;
    const { containers } = app.engine;
    // a container's page does not follow the list
    if (!location.pathname.endsWith('/containers') && !location.pathname.endsWith('/docker')) return true;
    return containers.value.phase === 'live';
  });
}

/** The direct way is known after the first probe only: what was opened over another one is opened again. */
async function overTheBrowser(page: Page): Promise<void> {
  const found = () =>
    document
      .querySelector('dm-app')
      ?.engine.connection.value.candidates.some(
        ({ transport, state }) => transport === 'direct' && state === 'available',
      ) === true;
  await page.waitForFunction(found);
  await page.evaluate(() => document.querySelector('dm-app')?.engine.connection.probe());
  await page.waitForFunction(
    () => document.querySelector('dm-app')?.engine.connection.value.transport === 'direct',
  );
}
