import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import type { EngineResponse } from '../../../../lib/engine/request';
import { Hub, idleAfter, tabGone } from '../../../../web/live/hub';
import { Live, type LiveRequest } from '../../../../web/live/live';
import type { Link, OpenMessage } from '../../../../web/live/messages';
import { linkPair } from '../../../../web/live/provider';
import { textOf } from '../fakes/fetch';

/** A source that the test writes to. */
class Source {
  controller!: ReadableStreamDefaultController<Uint8Array>;
  cancelled = false;
  pulls = 0;
  readonly response: EngineResponse = {
    status: 200,
    headers: new Headers({ 'Content-Type': 'application/json' }),
    body: new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.controller = controller;
        },
        pull: () => {
          this.pulls++;
        },
        cancel: () => {
          this.cancelled = true;
        },
      },
      { highWaterMark: 0 },
    ),
  };
  constructor(readonly request: OpenMessage) {}
  write(text: string): void {
    this.controller.enqueue(new TextEncoder().encode(text));
  }
}

const keeper = { transport: 'keeper', method: 'view', parameters: {}, apiVersion: '1.41' } as const;
const events: LiveRequest = { source: { ...keeper, operation: 'SystemEvents' }, shared: true };
const logs: LiveRequest = { source: { ...keeper, operation: 'ContainerLogs' }, shared: false };

describe('the hub that tabs share', () => {
  let sources: Source[];
  let hub: Hub;
  let tabs: { live: Live; silent: boolean }[];
  let refuse: Error | undefined;
  let tellJobs: (kept: number) => void;

  const tab = (session = 'sid') => {
    const state = { silent: false };
    const start = (onLink: (link: Link) => void) => {
      const [outside, inside] = linkPair();
      hub.attach(inside);
      onLink({ ...outside, post: (message) => state.silent || outside.post(message) });
    };
    const live = new Live({ sharing: 'none', start, close: () => undefined }, () => ({
      router: { ubus: '/ubus/', program: '/p', session, engine: '' },
    }));
    const entry = Object.assign(state, { live });
    tabs.push(entry);
    return entry;
  };
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const piece = async (reader: ReadableStreamDefaultReader<Uint8Array>) =>
    new TextDecoder().decode((await reader.read()).value);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    sources = [];
    tabs = [];
    refuse = undefined;
    hub = new Hub((_access, jobs) => {
      tellJobs = jobs;
      return async (request, signal) => {
        if (refuse) throw refuse;
        const source = new Source(request);
        sources.push(source);
        signal.throwIfAborted();
        return source.response;
      };
    });
  });
  afterEach(() => {
    for (const { live } of tabs) live.close();
    hub.close();
    vi.useRealTimers();
  });

  it('opens what tabs share once and spreads it to all of them', async () => {
    const [one, two] = await Promise.all([tab().live.open(events), tab().live.open(events)]);
    expect(sources).toHaveLength(1);
    expect(two.headers.get('content-type')).toBe('application/json');
    sources[0]?.write('news');
    sources[0]?.controller.close();
    await expect(Promise.all([textOf(one.body), textOf(two.body)])).resolves.toEqual(['news', 'news']);
  });

  it('tells all tabs, later ones as well, how many jobs the router has', async () => {
    const { live: one } = tab();
    await one.open(events);
    expect(one.jobs.value).toBe(0);
    tellJobs(2);
    const { live: late } = tab();
    await settle();
    expect([one.jobs.value, late.jobs.value]).toEqual([2, 2]);
    tellJobs(0);
    await settle();
    expect([one.jobs.value, late.jobs.value]).toEqual([0, 0]);
  });

  it('opens the rest for each tab by itself', async () => {
    await Promise.all([tab().live.open(logs), tab().live.open(logs)]);
    expect(sources).toHaveLength(2);
  });

  it('does not share between sessions', async () => {
    await tab('one').live.open(events);
    await tab('two').live.open(events);
    expect(sources).toHaveLength(2);
  });

  it('ends the source with its last reader', async () => {
    const one = await tab().live.open(events);
    const two = await tab().live.open(events);
    await one.body.cancel();
    await settle();
    expect(sources[0]?.cancelled).toBe(false);
    await two.body.cancel();
    await settle();
    expect(sources[0]?.cancelled).toBe(true);
  });

  it('stops reading a source while its reader does not read, and goes on when it does', async () => {
    const { body } = await tab().live.open(logs);
    const source = sources[0] as Source;
    const block = 'x'.repeat(512 * 1024);
    for (let n = 0; n < 3; n++) {
      source.write(block);
      await settle();
    }
    const before = source.pulls;
    await settle();
    expect(source.pulls).toBe(before);
    const reader = body.getReader();
    for (let n = 0; n < 2; n++) await expect(piece(reader)).resolves.toHaveLength(block.length);
    await vi.waitFor(() => expect(source.pulls).toBeGreaterThan(before));
    source.write('end');
    await settle();
    source.controller.close();
    let rest = '';
    for (let got = await reader.read(); !got.done; got = await reader.read())
      rest += new TextDecoder().decode(got.value);
    expect(rest.endsWith('end')).toBe(true);
  });

  it('drops a tab that does not read what all share, not the others', async () => {
    const slow = await tab().live.open(events);
    const quick = await tab().live.open(events);
    const reader = quick.body.getReader();
    for (let n = 0; n < 4; n++) {
      sources[0]?.write('x'.repeat(512 * 1024));
      await expect(piece(reader)).resolves.toHaveLength(512 * 1024);
    }
    sources[0]?.write('still here');
    await expect(piece(reader)).resolves.toBe('still here');
    await expect(textOf(slow.body)).rejects.toMatchObject({ failure: 'broken' });
  });

  it('hands on the failure of an open, and of a body', async () => {
    refuse = new TransportError('engine-down', 'gone');
    await expect(tab().live.open(events)).rejects.toMatchObject({ failure: 'engine-down', message: 'gone' });
    refuse = undefined;
    const { body } = await tab().live.open(events);
    sources[0]?.controller.error(new TransportError('session', 'over'));
    await expect(textOf(body)).rejects.toMatchObject({ failure: 'session', message: 'over' });
  });

  it('ends a stream that its caller aborts, also before it is open', async () => {
    const { live } = tab();
    const abort = new AbortController();
    const opening = live.open({ ...logs, signal: abort.signal });
    abort.abort(new DOMException('enough', 'AbortError'));
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    await settle();
    expect(sources[0]?.cancelled).toBe(true);
  });

  it('stops after 15 minutes without input in any tab and goes on with the next one', async () => {
    const one = tab();
    const two = tab();
    const { body } = await one.live.open(events);
    const text = expect(textOf(body)).rejects.toMatchObject({ failure: 'broken' });
    await vi.advanceTimersByTimeAsync(idleAfter - 60_000);
    two.live.input();
    await vi.advanceTimersByTimeAsync(idleAfter - 60_000);
    expect(one.live.idle.value).toBe(false);
    await vi.advanceTimersByTimeAsync(90_000);
    expect([one.live.idle.value, two.live.idle.value]).toEqual([true, true]);
    await text;
    await expect(one.live.open(events)).rejects.toMatchObject({ failure: 'broken' });
    one.live.input();
    await settle();
    expect([one.live.idle.value, two.live.idle.value]).toEqual([false, false]);
    await one.live.open(events);
    expect(sources).toHaveLength(2);
  });

  it('lets go of a tab that has gone without a word', async () => {
    const gone = tab();
    await gone.live.open(logs);
    gone.silent = true;
    await vi.advanceTimersByTimeAsync(tabGone + 20_000);
    expect(sources[0]?.cancelled).toBe(true);
  });

  it('tells a tab that slept that its streams are gone, and serves it again', async () => {
    const slept = tab();
    const { body } = await slept.live.open(logs);
    const text = expect(textOf(body)).rejects.toMatchObject({ failure: 'broken' });
    slept.silent = true;
    await vi.advanceTimersByTimeAsync(tabGone + 20_000);
    slept.silent = false;
    await vi.advanceTimersByTimeAsync(20_000);
    await text;
    await expect(slept.live.open(logs)).resolves.toMatchObject({ status: 200 });
  });

  it('breaks what a tab had open when its page is left, and serves it when it comes back', async () => {
    const { live } = tab();
    const { body } = await live.open(logs);
    const text = expect(textOf(body)).rejects.toMatchObject({ failure: 'broken' });
    live.leave();
    await settle();
    await text;
    expect(sources[0]?.cancelled).toBe(true);
    live.enter();
    await expect(live.open(logs)).resolves.toMatchObject({ status: 200 });
  });

  it('ignores what is no message', async () => {
    const [outside, inside] = linkPair();
    hub.attach(inside);
    for (const junk of [
      null,
      7,
      { type: 'open' },
      { type: 'credit', id: 'x', bytes: 'many' },
      { type: 'close', id: '9' },
    ])
      outside.post(junk as never);
    await settle();
    await expect(tab().live.open(events)).resolves.toMatchObject({ status: 200 });
  });

  it('tells a tab that comes later the jobs as they are, and whole lines alone', async () => {
    const jobs: LiveRequest = { source: { ...keeper, operation: 'Jobs' }, shared: true, keeps: 'jobs' };
    const line = (news: object) => `${JSON.stringify(news)}\n`;
    const first = (await tab().live.open(jobs)).body.getReader();
    await settle();
    sources[0]?.write(line({ jobs: [{ id: 'a', n: 1 }, { id: 'b' }], gone: [] }));
    await piece(first);
    const half = line({ jobs: [{ id: 'a', n: 2 }], gone: ['b'] });
    sources[0]?.write(half.slice(0, 20));
    await settle();
    const second = (await tab().live.open(jobs)).body.getReader();
    expect(await piece(second)).toBe(line({ jobs: [{ id: 'a', n: 1 }, { id: 'b' }], gone: [] }));
    sources[0]?.write(half.slice(20));
    expect(await piece(first)).toBe(half);
    expect(await piece(second)).toBe(half);
    const third = (await tab().live.open(jobs)).body.getReader();
    expect(await piece(third)).toBe(line({ jobs: [{ id: 'a', n: 2 }], gone: [] }));
    expect(sources).toHaveLength(1);
  });
});
