import type { Page } from '@playwright/test';
import { live, luciLogin, luciUrl, menuShown, type Pages } from './pages-browser';
import { median, report } from './report';

const visits = 15;

/** What an init script notes of each page: milliseconds since its navigation began. */
interface Marks {
  /** Rows of containers are in the document, and the frame with them has been made. */
  painted?: number;
  /** The same, and the rows are the engine's own. */
  confirmed?: number;
}

declare global {
  interface Window {
    benchMarks: Marks;
  }
}

function watchRows(): void {
  const marks: Marks = (window.benchMarks = {});
  // after the frame that shows the change: a task behind the next frame's callbacks
  const afterFrame = (key: keyof Marks) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (marks[key] ??= performance.now());
      port2.postMessage(0);
    });
  const asked: Partial<Record<keyof Marks, true>> = {};
  const once = (key: keyof Marks) => {
    if (asked[key]) return;
    asked[key] = true;
    afterFrame(key);
  };
  new MutationObserver(() => {
    if (!document.querySelector('dm-container-row .dm-c-name')) return;
    once('painted');
    if (document.querySelector('dm-app')?.engine.containers.value.phase === 'live') once('confirmed');
  }).observe(document, { subtree: true, childList: true });
}

/** When LuCI asked for our code (it calls the view's `load`, which imports the entry), and when it handed over. */
async function visit(page: Page, url: string): Promise<{ rows: number; confirmed: number; mounted: number }> {
  await page.goto(url);
  await page.waitForFunction(() => window.benchMarks.confirmed);
  await menuShown(page);
  return page.evaluate(() => {
    const [entry] = performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('/resources/dockerman/app.js?')) as PerformanceResourceTiming[];
    const start = entry?.startTime ?? Number.NaN;
    const { painted = Number.NaN, confirmed = Number.NaN } = window.benchMarks;
    return {
      rows: painted - start,
      confirmed: confirmed - start,
      mounted: (entry?.responseEnd ?? Number.NaN) - start,
    };
  });
}

/**
 * The list of 100 containers in LuCI, on visits after the first: from the moment that LuCI calls the view until rows are painted (the last
 * known state), and until they are the engine's. Then from a container's page back to the list.
 */
export async function pageReady(pages: Pages): Promise<void> {
  const { context, page } = await luciLogin(pages);
  await context.addInitScript(watchRows);
  const url = luciUrl(pages, 'containers');
  await page.goto(url);
  await live(page);
  // the last known state is written some seconds after it changed
  await page.waitForTimeout(5000);
  const found: Awaited<ReturnType<typeof visit>>[] = [];
  for (let n = 0; n < visits; n++) found.push(await visit(page, url));
  const column = (key: keyof (typeof found)[number]) => found.map((one) => one[key]);
  report('page_ready_ms', median(column('rows')), {
    longest: Math.round(Math.max(...column('rows'))),
    entry_loaded: Math.round(median(column('mounted'))),
  });
  report('page_true_ms', median(column('confirmed')), {
    longest: Math.round(Math.max(...column('confirmed'))),
  });
  report('page_again_ms', median(await again(page)));
  await context.close();
}

/** From a click on "Containers" on a container's page to the painted rows. */
async function again(page: Page): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < visits; n++) {
    await page.locator('dm-container-row .dm-c-name a').first().click();
    await page.waitForSelector('dm-container-page h2, dm-container-page h3');
    await page.waitForSelector('dm-containers-page', { state: 'detached' });
    took.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const link = document.querySelector<HTMLElement>('.dm-head nav a');
            const begun = performance.now();
            const observer = new MutationObserver(() => {
              if (!document.querySelector('dm-container-row .dm-c-name')) return;
              observer.disconnect();
              requestAnimationFrame(() => {
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = () => resolve(performance.now() - begun);
                port2.postMessage(0);
              });
            });
            observer.observe(document, { subtree: true, childList: true });
            link?.click();
          }),
      ),
    );
  }
  return took;
}
