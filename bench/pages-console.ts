import type { Page } from '@playwright/test';
import { openOver, type Pages, type WayName } from './pages-browser';
import { median, quantile, report } from './report';

const keys = 60;
const keyEvery = 200;
const floods = 7;

/** The router's keeper, and the WebSocket of a gateway. */
const consoleWays = ['rpcd', 'standalone'] as const satisfies readonly WayName[];

declare global {
  interface Window {
    /** When the last key went down, what is waited for on screen, and how long both took: to the terminal, and to the screen. */
    benchKey: {
      at: number;
      shown: ((text: string) => boolean) | undefined;
      arrived: number[];
      times: number[];
    };
  }
}

/**
 * A shell in the container of a page: a key typed to its echo, five keys a second, and Ctrl-C to the prompt on screen under `yes`. The echo
 * counts when the terminal has it; the next frame, which a display waits for as well, is told beside it.
 */
export async function consoles(pages: Pages): Promise<void> {
  for (const way of consoleWays) {
    const { context, page } = await openOver(pages, way, 'containers/bench-000/console');
    await watchArrival(page);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('#'));
    await watch(page);
    const { arrived, times } = await typed(page);
    report(`key_echo_p50_ms/${way}`, median(arrived), {
      p95: round(quantile(arrived, 0.95)),
      on_screen_p50: round(median(times)),
      keys: arrived.length,
    });
    // a WebSocket cannot be slowed down by its reader: what the keeper promises is no matter of the gateway's
    if (way === 'rpcd') await flood(page);
    await page.keyboard.type('exit\n');
    await context.close();
  }
}

/** Ctrl-C under `yes`, some times. */
async function flood(page: Page): Promise<void> {
  const stops: number[] = [];
  while (stops.length < floods) stops.push(await stopped(page));
  report('flood_ctrl_c_ms/rpcd', median(stops), { worst: round(Math.max(...stops)), rounds: floods });
}

const round = (value: number) => Math.round(value * 10) / 10;

/** Looks at what the page reads: a key's echo is a piece of a few bytes with the key in it. */
async function watchArrival(page: Page): Promise<void> {
  await page.evaluate(() => {
    const bench: Window['benchKey'] = (window.benchKey = { at: 0, shown: undefined, arrived: [], times: [] });
    addEventListener('keydown', () => (bench.at = performance.now()), true);
    const key = 'k'.charCodeAt(0);
    const { prototype } = ReadableStreamDefaultReader;
    const read = Object.getOwnPropertyDescriptor(prototype, 'read')?.value as (
      this: ReadableStreamDefaultReader<unknown>,
    ) => Promise<ReadableStreamReadResult<unknown>>;
    prototype.read = async function () {
      const result = await read.call(this);
      const { value } = result;
      if (bench.at > 0 && value instanceof Uint8Array && value.length < 16 && value.includes(key)) {
        bench.arrived.push(performance.now() - bench.at);
        bench.at = 0;
      }
      return result;
    };
  });
}

/** Looks at each change of the screen. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const rows = document.querySelector('.xterm-rows');
    if (!rows) throw new Error('there is no terminal');
    const bench = window.benchKey;
    let at = 0;
    addEventListener('keydown', () => (at = performance.now()), true);
    new MutationObserver(() => {
      if (!bench.shown?.(rows.textContent ?? '')) return;
      bench.times.push(performance.now() - at);
      bench.shown = undefined;
    }).observe(rows, { childList: true, characterData: true, subtree: true });
  });
}

const taken = (page: Page, count: number) =>
  page.waitForFunction((wanted) => window.benchKey.times.length >= wanted, count, { timeout: 30_000 });

/** Milliseconds from a key to its echo in the terminal, and on screen. */
async function typed(page: Page): Promise<Pick<Window['benchKey'], 'arrived' | 'times'>> {
  await page.evaluate(() => void (window.benchKey.times = []));
  for (let key = 0; key < keys; key++) {
    await page.evaluate(() => {
      const rows = document.querySelector('.xterm-rows');
      const count = (text: string) => text.split('k').length;
      const before = count(rows?.textContent ?? '');
      window.benchKey.shown = (text) => count(text) > before;
    });
    const pause = page.waitForTimeout(keyEvery);
    await page.keyboard.press('k');
    await pause;
    await taken(page, key + 1);
  }
  const found = await page.evaluate(() => ({
    arrived: window.benchKey.arrived,
    times: window.benchKey.times,
  }));
  await page.keyboard.press('Control+c');
  return found;
}

/** Milliseconds from Ctrl-C to the prompt, two seconds after `yes` began. */
async function stopped(page: Page): Promise<number> {
  await page.evaluate(() => {
    window.benchKey.times = [];
    window.benchKey.shown = undefined;
  });
  await page.keyboard.type('clear; yes\n');
  await page.waitForFunction(() =>
    /y\s*y\s*y/.test(document.querySelector('.xterm-rows')?.textContent ?? ''),
  );
  await page.waitForTimeout(2000);
  await page.evaluate(() => void (window.benchKey.shown = (text) => /# \s*$/.test(text)));
  await page.keyboard.press('Control+c');
  await taken(page, 1);
  return (await page.evaluate(() => window.benchKey.times))[0] ?? Number.NaN;
}
