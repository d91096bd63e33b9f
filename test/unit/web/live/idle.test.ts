import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Hub, idleAfter } from '../../../../web/live/hub';
import { Live } from '../../../../web/live/live';
import { transportOpener } from '../../../../web/live/opener';
import { linkPair } from '../../../../web/live/provider';
import { EngineLink } from '../../../../web/model/engine-link';
import { JobFollower } from '../../../../web/model/job-log';
import { LiveJobs } from '../../../../web/model/live-jobs';
import { KeeperConsole } from '../../../../web/transport/keeper-console';
import type { Work } from '../../../../web/transport/work';
import { FakeEngine } from '../fakes/engine';
import { fakeFetch, json, type Seen } from '../fakes/fetch';
import { FakeWork } from '../fakes/work';

/** A router whose streams are silent: `next` answers with nothing when its time is over. */
function silentRouter() {
  const opened: string[] = [];
  let streams = 0;
  const { fetch, seen } = fakeFetch(async ({ body, signal }: Seen) => {
    const { id, params } = JSON.parse(body) as {
      id: number;
      params: [string, string, string, { operation?: string; wait?: number }];
    };
    const [, , method, { operation = '', wait = 0 }] = params;
    if (method === 'next')
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, wait * 1000);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      });
    else if (operation !== '') opened.push(operation);
    const type = operation === 'Console' ? 'application/octet-stream; begin=0; end=0' : 'application/json';
    const reply = method === 'next' ? { streams: {} } : { stream: `s${streams++}`, cursor: 0, type };
    return json({ jsonrpc: '2.0', id, result: [0, reply] });
  });
  return { fetch, seen, opened };
}

describe('15 minutes without input', () => {
  let router: ReturnType<typeof silentRouter>;
  let hub: Hub;
  let live: Live;
  let console: KeeperConsole;
  const stops: (() => void)[] = [];

  const pass = async (milliseconds = 0) => {
    // what is asked anew within that time is asked, not put together in one leap
    for (let rest = milliseconds; rest >= 0; rest -= 5000) {
      await vi.advanceTimersByTimeAsync(Math.min(rest, 5000));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    router = silentRouter();
    hub = new Hub((access) => transportOpener(access, router.fetch));
    const start = (onLink: Parameters<ConstructorParameters<typeof Live>[0]['start']>[0]) => {
      const [outside, inside] = linkPair();
      hub.attach(inside);
      onLink(outside);
    };
    live = new Live({ sharing: 'none', start, close: () => undefined }, () => ({
      router: { ubus: '/ubus/', program: '/p', session: 'sid', engine: '' },
    }));
    const open = (operation: string, shared: boolean, signal: AbortSignal) =>
      live.open({
        source: { transport: 'keeper', method: 'view', operation, parameters: {}, apiVersion: '' },
        shared,
        ...(shared ? { keeps: 'jobs' as const } : {}),
        signal,
      });
    const work: Work = Object.assign(new FakeWork(), {
      news: (signal: AbortSignal) => open('Jobs', true, signal),
      log: (_job: unknown, signal: AbortSignal) => open('JobLog', false, signal),
    });
    const link = new EngineLink({ transport: new FakeEngine(), idle: live.idle, remembered: '1.47' });
    stops.push(new LiveJobs(work, link, () => 0).subscribe(() => undefined));
    stops.push(
      new JobFollower(work, link, () => ({ id: 'j1', operation: 'ImageCreate' })).subscribe(() => undefined),
    );
    console = new KeeperConsole({
      calls: { call: () => Promise.resolve({ at: 0 }) },
      live,
      id: 'c1',
    });
    void console.readable.getReader().read();
    await pass(1000);
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    console.close();
    live.close();
    hub.close();
    vi.useRealTimers();
  });

  it('end the streams of jobs, of their logs and of consoles: nothing asks the router any more', async () => {
    expect([...router.opened].sort()).toEqual(['Console', 'JobLog', 'Jobs']);
    await pass(idleAfter - 60_000);
    const before = router.seen.length;
    await pass(50_000);
    expect(router.seen.length).toBeGreaterThan(before);
    await pass(60_000);
    expect(live.idle.value).toBe(true);
    const paused = router.seen.length;
    await pass(2 * 3600_000);
    expect(router.seen).toHaveLength(paused);
  });

  it('are over with the next key: all of them are opened again', async () => {
    await pass(idleAfter + 30_000);
    router.opened.length = 0;
    live.input();
    await pass(10_000);
    expect([...router.opened].sort()).toEqual(['Console', 'JobLog', 'Jobs']);
  });

  it('do not come while somebody types', async () => {
    for (let minute = 0; minute < 40; minute++) {
      await pass(60_000);
      live.input();
    }
    expect(live.idle.value).toBe(false);
    expect([...router.opened].sort()).toEqual(['Console', 'JobLog', 'Jobs']);
  });
});
