import type { Page } from '@playwright/test';
import { startGatewayProcess } from '../test/browser/fixtures/gateway-process';
import { profile, type Pages } from './pages-browser';
import { median, report } from './report';

const visits = 7;

/**
 * 1,000 containers of the simulated engine behind the gateway: from the end of the list's answer to the painted rows, in fresh profiles;
 * then the longest frame while the mouse wheel goes through the whole list.
 */
export async function thousandRows(pages: Pages): Promise<void> {
  const gateway = await startGatewayProcess('--engine', 'local=simulated:', '--containers', '1000');
  const took: number[] = [];
  const longest: number[] = [];
  let rows = 0;
  for (let n = 0; n < visits; n++) {
    const context = await profile(pages);
    await context.addInitScript(() => {
      const observer = new MutationObserver(() => {
        if (!document.querySelector('dm-container-row .dm-c-name')) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => performance.mark('bench rows');
          port2.postMessage(0);
        });
      });
      observer.observe(document, { subtree: true, childList: true });
    });
    const page = await context.newPage();
    await page.goto(gateway.url);
    await page.fill('input[type=password]', gateway.password);
    await page.press('input[type=password]', 'Enter');
    await page.waitForSelector('dm-container-row .dm-c-name');
    await page.waitForFunction(() => performance.getEntriesByName('bench rows').length > 0);
    const found = await page.evaluate(() => {
      const [list] = performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.includes('/containers/json')) as PerformanceResourceTiming[];
      const [mark] = performance.getEntriesByName('bench rows');
      return {
        ms: (mark?.startTime ?? Number.NaN) - (list?.responseEnd ?? Number.NaN),
        rows: document.querySelector('dm-app')?.engine.containers.value.rows.length ?? 0,
      };
    });
    took.push(found.ms);
    rows = found.rows;
    // what comes with the first rows is over: the frames to come are the scroll's
    await page.waitForTimeout(1500);
    longest.push(await longestFrame(page));
    await context.close();
  }
  await gateway.stop();
  report('rows1000_ms', median(took), { rows, longest: Math.round(Math.max(...took)) });
  report('rows1000_frame_ms', median(longest), { worst: Math.round(Math.max(...longest)) });
}

/** Scrolls to the end by the wheel; the longest time between two frames. */
async function longestFrame(page: Page): Promise<number> {
  await page.mouse.move(640, 500);
  await page.evaluate(() => {
    const state = ((window as unknown as { benchFrames: { last: number; longest: number } }).benchFrames = {
      last: performance.now(),
      longest: 0,
    });
    const frame = () => {
      const now = performance.now();
      state.longest = Math.max(state.longest, now - state.last);
      state.last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  let before = -1;
  for (let n = 0; n < 400; n++) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(10);
    const at = await page.evaluate(() => window.scrollY);
    if (at === before && n > 20) break;
    before = at;
  }
  return page.evaluate(() => (window as unknown as { benchFrames: { longest: number } }).benchFrames.longest);
}
