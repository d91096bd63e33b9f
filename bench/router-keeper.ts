import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startRegistry } from '../test/engine/registry';
import { Browser, processOf } from '../test/router/keeper/browser';
import { begin, JobList } from '../test/router/keeper/jobs';
import { luciLogin } from '../test/router/luci-login';
import type { Bench } from './bench';
import { curl } from './curl';
import { startLoad } from './keeper-load';
import { resident } from './memory';
import { quantile, report } from './report';
import { LiveTab } from './soak/live';
import { Tally } from './soak/pages';

const keeper = ({ router }: Bench): number => {
  router.run(['ubus', '-t', '20', 'wait_for', 'dockerman.keeper']);
  const pid = processOf(router, 'dockerman-keeper');
  if (pid === undefined) throw new Error('the keeper does not run');
  return pid;
};

/** All resident memory of a process in bytes, with the files that it shares; 0 when it is gone. */
function residentWithFiles(pid: number): number {
  try {
    return (
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1024
    );
  } catch {
    return 0;
  }
}

/** The keeper's memory before anybody came: it is started anew for that. */
export async function keeperIdle(bench: Bench): Promise<void> {
  bench.router.run(['/etc/init.d/dockerman', 'restart']);
  await delay(3000);
  const pid = keeper(bench);
  report('keeper_idle_mb', residentWithFiles(pid) / 1e6, { own_mb: resident(pid) / 1e6 });
}

/** Seconds for which the load is looked at. */
const loaded = 40;

/** The keeper's memory, and how long another page of LuCI takes, with 20 clients, 5 transfers and 5 consoles at work. */
export async function keeperBusy(bench: Bench): Promise<void> {
  const { router } = bench;
  const { cookie } = await luciLogin(router, 'root');
  const page = [`${router.url}/cgi-bin/luci/admin/system/system`, '-H', `Cookie: ${cookie}`];
  const sample = async (seconds: number): Promise<number[]> => {
    const took: number[] = [];
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
      const answer = await curl(page, { maxSeconds: 30 });
      took.push(answer.exit === 0 && answer.status === 200 ? answer.seconds : Number.NaN);
      await delay(50);
    }
    return took;
  };
  const idle = await sample(20);
  const pid = keeper(bench);
  const load = await startLoad(bench);
  let most = 0;
  let own = 0;
  const gauge = setInterval(() => {
    most = Math.max(most, residentWithFiles(pid));
    own = Math.max(own, resident(pid));
  }, 250);
  // it begins with what all of them list at first
  await delay(5000);
  const before = load.bytes();
  const began = performance.now();
  const busy = await sample(loaded);
  const seconds = (performance.now() - began) / 1000;
  const files = (load.bytes() - before) / seconds / 1e6;
  clearInterval(gauge);
  await load.stop();
  const failed = Object.fromEntries(load.failed);
  const alive = residentWithFiles(pid) > 0;
  report('keeper_busy_mb', alive ? most / 1e6 : Number.NaN, { own_mb: own / 1e6, failed });
  const p95 = (samples: readonly number[]) =>
    samples.some(Number.isNaN) ? Number.NaN : quantile(samples, 0.95);
  report('luci_p95_ratio', p95(busy) / p95(idle), {
    idle_p95_ms: p95(idle) * 1000,
    busy_p95_ms: p95(busy) * 1000,
    failed_pages: busy.filter(Number.isNaN).length,
    samples: busy.length,
    files_mb_per_s: files,
  });
}

/** Bytes of the pulled image's layer, and bytes a second of its registry: two minutes. */
const layer = 12_000_000;
const perSecond = 100_000;

/** A pull that takes two minutes, whose page is closed after 5 s. */
export async function pullSurvives(bench: Bench): Promise<void> {
  const { router, engine } = bench;
  const registry = await startRegistry();
  const container = 'bench-pulled';
  const image = `${registry.host}/survivor:1`;
  try {
    await engine.docker(
      ...['run', '--name', container, engine.smallImage],
      ...['dd', 'if=/dev/urandom', 'of=/noise', `bs=${layer / 12}`, 'count=12'],
    );
    await engine.docker('commit', container, image);
    await engine.docker('push', '-q', image);
    await engine.remove(container);
    await engine.docker('rmi', '-f', image);
    registry.limit(perSecond);
    const began = performance.now();
    const id = await pullAndClose(bench, image);
    // the router is asked for nothing until the image is there
    const there = () =>
      engine.docker('image', 'inspect', image).then(
        () => true,
        () => false,
      );
    while (!(await there()) && performance.now() - began < 240_000) await delay(500);
    const seconds = (performance.now() - began) / 1000;
    const list = await JobList.open(new Browser(router, await router.login()));
    const job = await list.ended(id);
    report('pull_survives', job.state === 'done' && (await there()) ? 1 : 0, { seconds, state: job.state });
  } finally {
    registry.limit(Infinity);
    await engine.docker('rmi', '-f', image).catch(() => undefined);
    await registry.stop();
  }
}

/** Starts the pull in a page that follows it for 5 s, then goes without a word, and its session with it; gives the job. */
async function pullAndClose({ router }: Bench, image: string): Promise<string> {
  const session = await router.login();
  const page = new AbortController();
  const tab = new LiveTab({ url: router.url, session, tally: new Tally() }, page.signal);
  await tab.open('view', 'Jobs', {});
  const following = tab.follow();
  const [fromImage = '', tag = ''] = image.split(/:(?=[^:]*$)/);
  const id = await begin(new Browser(router, session), {
    operation: 'ImageCreate',
    parameters: { fromImage, tag },
  });
  await delay(5000);
  page.abort();
  await following;
  router.run(['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: session })]);
  return id;
}
