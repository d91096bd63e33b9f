import { setTimeout as delay } from 'node:timers/promises';
import type { LiveTab } from './live';
import { below, ubusCall, type Page } from './pages';

/** Places that all browsers share: who finds none does something else. */
export class Places {
  constructor(private free: number) {}

  /** Runs `work` in a place, or gives undefined where there is none. */
  async use<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.free === 0) return undefined;
    this.free--;
    try {
      return await work();
    } finally {
      this.free++;
    }
  }
}

/** A page at work for an admin. */
export interface Work {
  readonly page: Page;
  readonly tab: LiveTab;
  readonly signal: AbortSignal;
  readonly places: { readonly transfers: Places; readonly consoles: Places };
}

type Reply = Readonly<Record<string, unknown>>;

function own(page: Page, operation: string, parameters: object, signal: AbortSignal): Promise<Reply> {
  const args = { client: 'soak-at-work', operation, parameters, api_version: '1.41', engine: '' };
  return ubusCall(page, 'dockerman.keeper', 'admin', args, signal);
}

/** Ends something also when its page is left meanwhile, as browsers do it while a page unloads; not what its session's end has ended. */
async function leave(page: Page, operation: string, parameters: object): Promise<void> {
  await own(page, operation, parameters, AbortSignal.timeout(10_000)).catch(() => undefined);
}

function named(reply: Reply, name: string): string {
  const value = reply[name];
  if (typeof value !== 'string') throw new Error(`no ${name}: ${JSON.stringify(reply)}`);
  return value;
}

/** A job from its start until it can be forgotten; 'jobs refused' where eight are at work. */
export async function job({ page, signal }: Work): Promise<string> {
  const reply = await own(page, 'JobStart', { operation: 'VolumePrune', parameters: '{}' }, signal);
  if (reply['failure'] === 'refused') return 'jobs refused';
  const id = named(reply, 'job');
  const forget = () => own(page, 'JobForget', { job: id }, signal);
  for (let tries = 0; (await forget())['failure'] !== undefined; tries++) {
    if (tries === 100) throw new Error('a job does not end');
    await delay(100);
  }
  return 'jobs';
}

/** A container's files in slices, to their end or, one time in four, to somewhere in the middle. */
export async function transfer({ page, signal, places }: Work, container: string): Promise<string> {
  const open = { operation: 'ContainerExport', parameters: JSON.stringify({ container }) };
  const done = await places.transfers.use(async () => {
    const id = named(await own(page, 'TransferOpen', open, signal), 'transfer');
    const left = Math.random() < 0.25;
    try {
      for (let at = 0, end = Infinity; at < end;) {
        const slice = await sliceOf(page, id, at, signal);
        at += slice.bytes;
        end = slice.end ?? end;
        if (left && at > 0) return 'transfers left in the middle';
      }
      return 'transfers';
    } finally {
      await leave(page, 'TransferClose', { transfer: id });
    }
  });
  return done ?? 'transfers without a place';
}

async function sliceOf(
  { url, session }: Page,
  id: string,
  at: number,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly end?: number }> {
  const target = `TransferSlice?transfer=${id}&offset=${at}&length=150000&acknowledged=${at}`;
  const request = below(signal);
  const answer = await fetch(`${url}/cgi-bin/dockerman/${target}`, {
    headers: { Authorization: `Bearer ${session}` },
    signal: request.signal,
  });
  const { byteLength } = await answer.arrayBuffer();
  const end = answer.headers.get('x-dockerman-end');
  if (answer.status === 503) await delay(50 + Math.random() * 200);
  if (answer.status === 204 || answer.status === 503) return { bytes: 0 };
  if (answer.status !== 200) throw new Error(`TransferSlice: status ${answer.status}`);
  return { bytes: byteLength, ...(end === null ? {} : { end: Number(end) }) };
}

/** A console in which something is typed, for a second or two. */
export async function openConsole({ page, tab, signal, places }: Work, container: string): Promise<string> {
  const done = await places.consoles.use(async () => {
    const size = { columns: '80', rows: '24' };
    const id = named(await own(page, 'ConsoleOpen', { container, ...size }, signal), 'console');
    try {
      const stream = await tab.open('admin', 'Console', { console: id });
      const base64 = Buffer.from('ls -l /bin\r').toString('base64');
      await own(page, 'ConsoleInput', { console: id, at: '0', base64 }, signal);
      await delay(500 + Math.random() * 1500);
      await tab.close(stream);
      return 'consoles';
    } finally {
      await leave(page, 'ConsoleClose', { console: id });
    }
  });
  return done ?? 'consoles without a place';
}
