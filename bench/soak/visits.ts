import { setTimeout as delay } from 'node:timers/promises';
import { LiveTab } from './live';
import { job, openConsole, Places, transfer, type Work } from './work';
import { below, programCall, ubusCall, type Page, type Tally } from './pages';

/** What all browsers together have of each. */
const places = { transfers: new Places(5), consoles: new Places(5) };

const nobody = '0'.repeat(32);
const logins = ['admin', 'operator', 'viewer'] as const;

/** The router that is visited. */
export interface Visited {
  readonly url: string;
  /** Ends a session on the router itself. LuCI's logout would do, but its requests hang where several come at once. */
  logOut(session: string): Promise<void>;
}

/** A browser that comes and goes until `ends` aborts: logs in, reloads its page a few times, logs out. */
export async function visitor(
  router: Visited,
  containers: readonly string[],
  tally: Tally,
  ends: AbortSignal,
): Promise<void> {
  const { url } = router;
  while (!ends.aborted) {
    const username = pick(logins);
    try {
      const login = { username, password: username };
      const reply = await ubusCall({ url, session: nobody }, 'session', 'login', login, ends);
      const page: Page = { url, session: String(reply['ubus_rpc_session']), tally };
      tally.count('sessions');
      for (let reload = 0; reload < 3 && !ends.aborted; reload++)
        await openPage(page, containers, username, ends);
      await router.logOut(page.session);
    } catch (error) {
      if (ends.aborted) return;
      tally.fail(`visit: ${String(error)}`);
      await delay(500);
    }
  }
}

/** One load of the page: some 10 s of what a user does on it; then it is left without a word, as closed tabs are. */
async function openPage(
  page: Page,
  containers: readonly string[],
  username: (typeof logins)[number],
  ends: AbortSignal,
): Promise<void> {
  const left = below(ends);
  const { signal } = left;
  const tab = new LiveTab(page, signal);
  const work: Work = { page, tab, signal, places };
  await fetch(`${page.url}/luci-static/resources/luci.js`, { signal }).then((file) => file.arrayBuffer());
  await tab.open('view', 'SystemEvents', {});
  const following = tab.follow();
  const steps: readonly (() => Promise<string>)[] = [
    () => list(page, signal),
    () => inspect(page, pick(containers), signal),
    () => statistics(tab, containers),
    ...(username !== 'viewer'
      ? [
          () => followLog(tab, pick(containers)),
          () => readLog(page, pick(containers), signal),
          () => cutLog(page, pick(containers), signal),
        ]
      : []),
    ...(username === 'admin'
      ? [() => job(work), () => transfer(work, pick(containers)), () => openConsole(work, pick(containers))]
      : []),
  ];
  try {
    for (let step = 0; step < 12 && !ends.aborted; step++) {
      page.tally.count(await pick(steps)());
      await delay(200 + Math.random() * 600);
    }
  } catch (error) {
    if (!ends.aborted) page.tally.fail(String(error));
  } finally {
    left.abort();
    await following;
  }
}

async function list(page: Page, signal: AbortSignal): Promise<string> {
  await short(page, 'ContainerList', { all: 'true' }, signal);
  return 'lists';
}

async function inspect(page: Page, container: string, signal: AbortSignal): Promise<string> {
  await short(page, 'ContainerInspect', { container }, signal);
  return 'inspects';
}

async function short(page: Page, operation: string, parameters: object, signal: AbortSignal): Promise<void> {
  const args = { operation, parameters, body: '', api_version: '1.41', engine: '' };
  const { status, failure } = await ubusCall(page, 'dockerman', 'view', args, signal);
  if (status !== 200) throw new Error(`${operation}: ${String(failure ?? status)}`);
}

async function statistics(tab: LiveTab, containers: readonly string[]): Promise<string> {
  const stream = await tab.open('view', 'Statistics', { containers, interval: '1' });
  await delay(2000);
  await tab.close(stream);
  return 'statistics';
}

async function followLog(tab: LiveTab, container: string): Promise<string> {
  const stream = await tab.open('operate', 'ContainerLogs', {
    ...{ container, follow: 'true', stdout: 'true', stderr: 'true', tail: '200' },
  });
  await delay(500 + Math.random() * 1500);
  await tab.close(stream);
  return 'logs followed';
}

const logOf = (container: string, more: string) =>
  `ContainerLogs?container=${container}&stdout=true&stderr=true&api_version=1.41&${more}`;

/** The last lines of a log through the CGI program, to its end. */
async function readLog(page: Page, container: string, signal: AbortSignal): Promise<string> {
  await programCall(page, logOf(container, 'tail=500'), signal);
  return 'logs read';
}

/** A log that is followed through the CGI program and left in the middle. */
async function cutLog(page: Page, container: string, signal: AbortSignal): Promise<string> {
  let pieces = 0;
  await programCall(page, logOf(container, 'tail=10&follow=true'), signal, () => ++pieces < 4);
  return 'logs left in the middle';
}

function pick<T>(from: readonly T[]): T {
  const one = from[Math.floor(Math.random() * from.length)];
  if (one === undefined) throw new RangeError('there is nothing to pick from');
  return one;
}
