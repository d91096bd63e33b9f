import { engineCall } from '../test/router/engine-containers';
import { openOver, ways, type Pages } from './pages-browser';
import { median, quantile, report } from './report';

const starts = 30;

declare global {
  interface Window {
    /** When the list first showed a container as running, by its name: milliseconds since 1970. */
    benchSeen: Record<string, number>;
  }
}

/**
 * A container is started elsewhere while a list is open: from the engine's own `StartedAt` to the row that says so, over each way. The
 * list is searched for the containers of the measurement, which are beside the hundred that run.
 */
export async function eventToDom(pages: Pages): Promise<void> {
  const { socket } = pages.bench.engine;
  for (const way of ways) {
    const names = Array.from({ length: starts }, (_, n) => `event-${way}-${String(n).padStart(2, '0')}`);
    for (const name of names)
      await engineCall(socket, 'POST', `/containers/create?name=${name}`, {
        Image: 'busybox:latest',
        Cmd: ['sleep', '1000'],
        StopTimeout: 0,
        HostConfig: { NetworkMode: 'none' },
      });
    const { context, page } = await openOver(pages, way, `containers?q=event-${way}`);
    await page.evaluate(() => {
      window.benchSeen = {};
      const look = () => {
        for (const row of document.querySelectorAll('.dm-line')) {
          const name = row.querySelector('.dm-c-name a')?.textContent?.trim();
          if (!name || name in window.benchSeen) continue;
          if (row.querySelector('.dm-c-state')?.textContent?.trim() === 'running')
            window.benchSeen[name] = performance.timeOrigin + performance.now();
        }
      };
      new MutationObserver(look).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    });
    const took: number[] = [];
    for (const name of names) {
      await engineCall(socket, 'POST', `/containers/${name}/start`);
      const seen = await page
        .waitForFunction((one) => window.benchSeen[one], name, { timeout: 15_000 })
        .then((found) => found.jsonValue())
        .catch(() => Number.POSITIVE_INFINITY);
      const { State } = (await engineCall(socket, 'GET', `/containers/${name}/json`)) as {
        State: { StartedAt: string };
      };
      took.push((seen ?? Number.POSITIVE_INFINITY) - Date.parse(State.StartedAt));
      // not always at the same point of the browser's frames and of the waiting call
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 300));
    }
    const calls = await page.evaluate(
      () => document.querySelector('dm-app')?.engine.connection.value.transport,
    );
    await context.close();
    for (const name of names) await engineCall(socket, 'DELETE', `/containers/${name}?force=1`);
    report(`event_to_dom_ms/${way}`, quantile(took, 0.95), {
      median: Math.round(median(took)),
      longest: Math.round(Math.max(...took)),
      calls,
    });
  }
}
