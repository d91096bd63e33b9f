import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerWithin, askEvery, type Channel, type TabMessage } from '../../../../web/live/election';
import { Live } from '../../../../web/live/live';
import { TabProvider } from '../../../../web/live/tab-provider';
import type { OpenMessage } from '../../../../web/live/messages';
import { textOf } from '../fakes/fetch';

/** A BroadcastChannel among the tabs of a test; a frozen tab gets nothing and says nothing until it wakes. */
class Air {
  readonly tabs = new Set<FakeChannel>();
  spread(from: FakeChannel, message: TabMessage): void {
    for (const tab of this.tabs) if (tab !== from) queueMicrotask(() => tab.hear(structuredClone(message)));
  }
}

class FakeChannel implements Channel {
  onmessage: ((event: MessageEvent<unknown>) => void) | null = null;
  frozen = false;
  #missed: TabMessage[] = [];
  constructor(private readonly air: Air) {
    air.tabs.add(this);
  }
  postMessage(message: TabMessage): void {
    if (!this.frozen) this.air.spread(this, message);
  }
  hear(message: TabMessage): void {
    if (this.frozen) this.#missed.push(message);
    else if (this.air.tabs.has(this)) this.onmessage?.({ data: message } as MessageEvent<unknown>);
  }
  thaw(): void {
    this.frozen = false;
    for (const message of this.#missed.splice(0)) this.hear(message);
  }
  close(): void {
    this.air.tabs.delete(this);
  }
}

describe('tabs that choose one among them', () => {
  let air: Air;
  let opened: { tab: number; request: OpenMessage; say: (text: string) => void }[];
  let tabs: { live: Live; channel: FakeChannel }[];
  let chance: number;

  const tab = () => {
    const number = tabs.length;
    const channel = new FakeChannel(air);
    const provider = new TabProvider(
      () => channel,
      () => async (request) => {
        let say!: (text: string) => void;
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            say = (text) => controller.enqueue(new TextEncoder().encode(text));
          },
        });
        opened.push({ tab: number, request, say });
        return { status: 200, headers: new Headers(), body };
      },
      () => (chance += 0.0137) % 1,
    );
    const live = new Live(provider, () => ({}));
    tabs.push({ live, channel });
    return { live, channel };
  };
  const events = {
    source: { transport: 'direct', url: 'http://engine/v1.41/events' },
    shared: true,
  } as const;
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
    air = new Air();
    opened = [];
    tabs = [];
    chance = 0;
  });
  afterEach(() => {
    for (const { live } of tabs) live.close();
    vi.useRealTimers();
  });

  it('share one connection, held by the first of them', async () => {
    const first = tab().live.open(events);
    await pass(300);
    const second = tab().live.open(events);
    await pass(300);
    const [one, two] = await Promise.all([first, second]);
    expect(opened.map((one) => one.tab)).toEqual([0]);
    const readers = [one.body.getReader(), two.body.getReader()];
    opened[0]?.say('news');
    for (const reader of readers) expect(new TextDecoder().decode((await reader.read()).value)).toBe('news');
  });

  it('agree on one when they come at once', async () => {
    const all = [tab(), tab(), tab()].map(({ live }) => live.open(events).catch(() => null));
    await pass(1000);
    await Promise.all(all);
    const again = tabs.map(({ live }) => live.open(events));
    await pass(100);
    await Promise.all(again);
    const holders = new Set(opened.slice(-1).map((one) => one.tab));
    expect(holders.size).toBe(1);
  });

  it('choose another one at once when it leaves', async () => {
    const first = tab();
    void first.live.open(events);
    await pass(300);
    const second = tab();
    const stream = second.live.open(events);
    await pass(300);
    const broken = expect(textOf((await stream).body)).rejects.toMatchObject({ failure: 'broken' });
    first.live.close();
    await pass(300);
    await broken;
    const again = second.live.open(events);
    await pass(100);
    await again;
    expect(opened.map((one) => one.tab)).toEqual([0, 1]);
  });

  it('replace one that is frozen, and it follows when it wakes', async () => {
    const first = tab();
    void first.live.open(events).then(({ body }) => textOf(body).catch(() => ''));
    await pass(300);
    const second = tab();
    await pass(300);
    first.channel.frozen = true;
    await pass(askEvery + answerWithin + 200);
    const again = second.live.open(events);
    await pass(100);
    await again;
    expect(opened.at(-1)?.tab).toBe(1);
    first.channel.thaw();
    await pass(100);
    const fromFirst = first.live.open(events);
    await pass(100);
    await fromFirst;
    expect(opened.map((one) => one.tab)).toEqual([0, 1]);
  });

  it('ignore what others say on the channel', async () => {
    const { channel, live } = tab();
    for (const junk of [
      null,
      'hello',
      { kind: 'leader' },
      { kind: 'to-hub', from: 7 },
      { kind: 'to-tab', from: 'a' },
    ])
      channel.onmessage?.({ data: junk } as MessageEvent<unknown>);
    await pass(300);
    const stream = live.open(events);
    await pass(100);
    await expect(stream).resolves.toMatchObject({ status: 200 });
  });
});
