import { setTimeout as delay } from 'node:timers/promises';
import { ConsoleBrowser, type OwnConsole } from '../test/router/keeper/console-browser';
import { TransferClient } from '../test/router/transfer-client';
import type { Bench } from './bench';
import { readSlice } from './slice-reader';
import { LiveTab } from './soak/live';
import { Tally } from './soak/pages';

/** How much of each is at work. */
export interface LoadSize {
  readonly clients: number;
  readonly transfers: number;
  readonly consoles: number;
}

const everything: LoadSize = { clients: 20, transfers: 5, consoles: 5 };

/** What one session may have of browsers (CLIENTS_PER_SESSION of the keeper's limits), less one. */
const clientsPerSession = 5;

/** Bytes a second that each transfer's browser takes. */
const rate = 10e6;

/** Clients, transfers and consoles at work on a router. */
export interface Load {
  /** Bytes of files that have come so far. */
  bytes(): number;
  /** What went wrong, by what it was. */
  readonly failed: ReadonlyMap<string, number>;
  /** Ends it all; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts all of it: each client has events and the figures of 20 containers, each console lists files twice a second. */
export async function startLoad(
  { router, engine }: Bench,
  { clients, transfers, consoles } = everything,
): Promise<Load> {
  const tally = new Tally();
  const ends = new AbortController();
  const names = Array.from({ length: 20 }, (_, n) => `bench-${String(n).padStart(3, '0')}`);
  const working: Promise<void>[] = [];
  const count = { bytes: 0 };
  const guarded = (what: string, work: Promise<void>) =>
    working.push(
      work.catch((error: unknown) => {
        if (!ends.signal.aborted) tally.fail(`${what}: ${String(error)}`);
      }),
    );

  const sessions: string[] = [];
  for (let n = 0; n < clients / clientsPerSession; n++) sessions.push(await router.login());
  for (let n = 0; n < clients; n++) {
    const session = sessions[n % sessions.length] ?? '';
    const tab = new LiveTab({ url: router.url, session, tally }, ends.signal);
    await tab.open('view', 'SystemEvents', {});
    await tab.open('view', 'Statistics', { containers: names, interval: '1' });
    guarded('poll', tab.follow());
  }

  const opened: OwnConsole[] = [];
  for (let n = 0; n < consoles; n++) {
    const browser = new ConsoleBrowser(router, await router.login());
    const container = names[n] ?? '';
    const console = await browser.openConsole({ container, columns: '80', rows: '24' });
    await console.type('while :; do ls -l /bin | tail -20; sleep 0.5; done\r');
    opened.push(console);
    guarded(
      'console',
      console.ended().then(() => undefined),
    );
  }

  for (let n = 0; n < transfers; n++) {
    const client = new TransferClient(router, await router.login());
    guarded('transfer', fetchOn(client, engine.bigContainer, ends.signal, count));
  }

  return {
    bytes: () => count.bytes,
    failed: tally.failed,
    stop: async () => {
      ends.abort();
      await Promise.all(opened.map((console) => console.close()));
      await Promise.all(working);
    },
  };
}

/** Fetches the files of a container over and over at the rate, one slice after the other, until `ends` aborts. */
async function fetchOn(
  client: TransferClient,
  container: string,
  ends: AbortSignal,
  count: { bytes: number },
): Promise<void> {
  const { session, router } = client;
  while (!ends.aborted) {
    const transfer = await client.open('ContainerExport', { container });
    const { size } = await client.state(transfer);
    const length = Math.min(4 << 20, Math.floor(size / 3));
    const began = performance.now();
    try {
      for (let at = 0, end = Infinity; at < end && !ends.aborted;) {
        const place = { transfer, offset: at, length, acknowledged: at };
        const slice = await readSlice({ url: router.url, session, ...place });
        if (slice.status !== 200 && slice.status !== 204 && slice.status !== 503)
          throw new Error(`a slice was answered with ${slice.status}`);
        const got = slice.status === 200 ? slice.bytes : 0;
        at += got;
        count.bytes += got;
        end = slice.end ?? end;
        const early = (at / rate) * 1000 - (performance.now() - began);
        // as browsers do where the places are taken
        const pause = slice.status === 503 ? 50 + Math.random() * 100 : early;
        if (pause > 1) await delay(pause);
      }
    } finally {
      await client.close(transfer);
    }
  }
}
