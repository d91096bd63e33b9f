import { vi } from 'vitest';
import { Containers } from '../../../../web/model/containers';
import { EngineLink } from '../../../../web/model/engine-link';
import { EventFeed } from '../../../../web/model/event-feed';
import type { ContainerRow } from '../../../../web/model/container-row';
import { Store } from '../../../../web/model/store';
import { FakeEngine } from './engine';

/** The model over an engine in memory, with the clock in the test's hand. */
export function modelUnderTest(remembered: readonly ContainerRow[] = []) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  const engine = new FakeEngine();
  const idle = new Store(false);
  const link = new EngineLink({ transport: engine, idle, remembered: '1.47' });
  const events = new EventFeed(link, () => 0);
  const saved: (readonly ContainerRow[])[] = [];
  const lastKnown = {
    load: async () => remembered,
    save: async (rows: readonly ContainerRow[]) => void saved.push(rows),
  };
  const containers = new Containers(link, events, lastKnown);
  /** Lets everything that is due happen, frames included. */
  const pass = async (milliseconds = 300) => {
    // a chunk that is loaded on the way takes real time, which the clock of the test does not know
    await vi.advanceTimersByTimeAsync(0);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(milliseconds);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { engine, idle, link, events, containers, saved, pass };
}
