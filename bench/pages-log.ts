import type { Page } from '@playwright/test';
import { engineCall } from '../test/router/engine-containers';
import { openOver, ways, type Pages } from './pages-browser';
import { report } from './report';

const seconds = 30;
const perSecond = 20_000;
const lines = seconds * perSecond;

/** What the page's own log stream got, checked line by line as it was published. */
interface Found {
  last: number;
  got: number;
  lost: number;
  reordered: number;
  skipped: number;
  phase: string;
  longestTask: number;
  heapMb: number;
  firstAt: number;
  lastAt: number;
}

declare global {
  interface Window {
    benchLog: Found;
  }
}

/** Twentieths of a second's lines at once, then what is left of that time is slept. */
const script = `
while [ ! -e /go ]; do sleep 0.1; done
start=$(cut -d' ' -f1 /proc/uptime | tr -d .); n=0
while [ $n -lt ${seconds * 20} ]; do
  seq $((n * ${perSecond / 20} + 1)) $((n * ${perSecond / 20} + ${perSecond / 20}))
  n=$((n + 1))
  now=$(cut -d' ' -f1 /proc/uptime | tr -d .)
  left=$((start + n * 5 - now))
  [ $left -le 0 ] || sleep 0.0$left
done
sleep 1000`;

/**
 * A container that writes 20,000 numbered lines a second for 30 s, followed in the logs tab over each way: lines that the page's
 * model never got or got out of order (those that it says it skipped apart), its longest task, its memory.
 */
export async function followedLog(pages: Pages): Promise<void> {
  const { socket } = pages.bench.engine;
  for (const way of ways) {
    const name = `log-${way}`;
    await engineCall(socket, 'POST', `/containers/create?name=${name}`, {
      Image: 'busybox:latest',
      Cmd: ['sh', '-c', script],
      StopTimeout: 0,
      HostConfig: { NetworkMode: 'none' },
    });
    await engineCall(socket, 'POST', `/containers/${name}/start`);
    const { context, page } = await openOver(pages, way, `containers/${name}`);
    await watch(page);
    const noticed = await longTaskNoticed(page);
    await page.locator('.dm-tabs a, [role=tab]').filter({ hasText: 'Logs' }).first().click();
    await page.waitForFunction(() => window.benchLog.phase === 'following');
    const exec = (await engineCall(socket, 'POST', `/containers/${name}/exec`, {
      Cmd: ['touch', '/go'],
    })) as {
      Id: string;
    };
    await engineCall(socket, 'POST', `/exec/${exec.Id}/start`, { Detach: true });
    const deadline = Date.now() + (seconds + 60) * 1000;
    let found = await page.evaluate(() => window.benchLog);
    let heap = 0;
    while (found.last < lines && Date.now() < deadline) {
      await page.waitForTimeout(1000);
      found = await page.evaluate(() => {
        const memory = (performance as unknown as { memory: { usedJSHeapSize: number } }).memory;
        return { ...window.benchLog, heapMb: memory.usedJSHeapSize / 1e6 };
      });
      heap = Math.max(heap, found.heapMb);
    }
    const missing = lines - found.got - found.skipped;
    report(`log_lost/${way}`, Math.max(missing, found.lost) + found.reordered, {
      got: found.got,
      reordered: found.reordered,
      skipped: found.skipped,
      seconds: Number(((found.lastAt - found.firstAt) / 1000).toFixed(1)),
      heap_mb: Math.round(heap),
    });
    report(`log_longest_task_ms/${way}`, noticed ? found.longestTask : Number.NaN);
    await context.close();
    await engineCall(socket, 'DELETE', `/containers/${name}?force=1`);
  }
}

/** Looks at what the logs tab's own stream publishes, and at the main thread. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const app = document.querySelector('dm-app');
    if (!app) throw new Error('the application is not shown');
    const found: Found = (window.benchLog = {
      last: 0,
      got: 0,
      lost: 0,
      reordered: 0,
      skipped: 0,
      phase: '',
      longestTask: 0,
      heapMb: 0,
      firstAt: 0,
      lastAt: 0,
    });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) found.longestTask = Math.max(found.longestTask, duration);
    }).observe({ entryTypes: ['longtask'] });
    const engine = app.engine as { logs: typeof app.engine.logs };
    const logs = engine.logs;
    engine.logs = (...given) => {
      const stream = logs.apply(app.engine, given);
      let next = 0;
      const subscribe = stream.subscribe.bind(stream);
      // with the tab's own subscription, not beside it: the stream follows while the tab does
      stream.subscribe = (listener) =>
        subscribe(() => {
          const { value } = stream;
          found.phase = value.phase;
          found.skipped = value.skipped;
          const { lines } = value;
          const from = Math.max(0, next - (lines[0]?.number ?? 0));
          if (lines[0] && lines[0].number > next) found.lost += lines[0].number - next;
          for (let index = from; index < lines.length; index++) {
            const line = lines[index];
            if (!line) continue;
            next = line.number + 1;
            const number = Number(line.text);
            if (number === found.last + 1) found.got += 1;
            else if (number > found.last) {
              found.lost += number - found.last - 1;
              found.got += 1;
            } else found.reordered += 1;
            found.last = Math.max(found.last, number);
          }
          if (found.got > 0) found.firstAt ||= performance.now();
          found.lastAt = performance.now();
          listener();
        });
      return stream;
    };
  });
}

/** Whether the browser tells of long tasks at all (it tells of none below 50 ms): one of 80 ms made on purpose, not counted. */
async function longTaskNoticed(page: Page): Promise<boolean> {
  await page.evaluate(() => {
    setTimeout(() => {
      const end = performance.now() + 80;
      while (performance.now() < end);
    });
  });
  const noticed = await page
    .waitForFunction(() => window.benchLog.longestTask >= 80, undefined, { timeout: 5000 })
    .then(
      () => true,
      () => false,
    );
  await page.evaluate(() => (window.benchLog.longestTask = 0));
  return noticed;
}
