import { statSync } from 'node:fs';
import { live, luciLogin, luciUrl, type Pages } from './pages-browser';
import { startRelay, type Relay } from './pages-relay';
import { report } from './report';

/** A page that lists 100 running containers over a relay, in a fresh profile. */
async function overRelay(pages: Pages, hidden: readonly string[]) {
  const relay = await startRelay(Number(new URL(pages.bench.router.url).port));
  const { context, page } = await luciLogin(pages, { port: relay.port, hidden });
  const before = relay.requests.length;
  await page.goto(luciUrl(pages, 'containers', relay.port));
  await live(page);
  return { relay, context, page, before };
}

/** Waits until what a page does after its first rows is over: no request for two seconds. */
async function settled(relay: Relay): Promise<void> {
  for (let count = -1; count !== relay.requests.length;) {
    count = relay.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

const minute = 60_000;

async function rate(relay: Relay, minutes: number) {
  const bytes = relay.bytes;
  const first = relay.requests.length;
  await new Promise((resolve) => setTimeout(resolve, minutes * minute));
  const requests = relay.requests.slice(first);
  const kinds: Record<string, number> = {};
  for (const request of requests) {
    const method = /"dockerman[.a-z]*","\w+"|"(?:luci|uci|session|system|file)[^"]*","\w+"/.exec(
      request,
    )?.[0];
    const kind = `${request.split(' ', 2).join(' ').split('?')[0] ?? ''} ${method ?? ''}`.trim();
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return { kb: (relay.bytes - bytes) / 1000 / minutes, kinds };
}

/** What the Containers page loads of ours in a fresh profile, and what it costs when nothing happens. */
export async function idleTraffic(pages: Pages): Promise<void> {
  const { relay, context, before } = await overRelay(pages, ['networks', 'cpu', 'memory']);
  await settled(relay);
  const files = new Map<string, number>();
  for (const request of relay.requests.slice(before)) {
    const path = /^GET (\/luci-static\/resources\/(?:view\/)?dockerman\/[^? ]*)/.exec(request)?.[1];
    if (path)
      files.set(
        path.replace('/luci-static/resources/', ''),
        statSync(pages.bench.router.path(`/www${path}`)).size,
      );
  }
  const total = [...files.values()].reduce((sum, size) => sum + size, 0);
  report('first_load_kb', total / 1000, { files: Object.fromEntries(files) });
  const { kb, kinds } = await rate(relay, 3);
  report('idle_kb_per_min', kb, { requests: kinds });
  await context.close();
  await relay.stop();
}

/** The same page with the statistics of 20 busy rows in view, every 2 s. */
export async function statisticsTraffic(pages: Pages): Promise<void> {
  const { engine } = pages.bench;
  const names = Array.from({ length: 20 }, (_, n) => `busy-${String(n).padStart(2, '0')}`);
  // each uses a little of a CPU and of the disk, and never the same amount
  const work =
    'i=0; while :; do i=$((i + 1)); dd if=/dev/zero of=/tmp/x bs=4096 count=$((i % 60 + 1)) 2>/dev/null; sleep 0.2; done';
  for (const name of names) await engine.run(name, ['sh', '-c', work], '--network', 'none');
  const relay = await startRelay(Number(new URL(pages.bench.router.url).port));
  const { context, page } = await luciLogin(pages, { port: relay.port });
  await page.goto(luciUrl(pages, 'containers?q=busy-', relay.port));
  await live(page);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll('.dm-c-cpu')].filter((cell) => / %/.test(cell.textContent ?? '')).length >
      15,
  );
  const rows = await page.locator('.dm-c-memory .dm-number').count();
  const { kb, kinds } = await rate(relay, 2);
  report('stats_kb_per_min', kb, { rows, requests: kinds });
  await context.close();
  await relay.stop();
  await engine.remove(...names);
}
