// npm run soak [-- --seconds N --clients N]: browsers come and go on a real router for 10 minutes, and the memory and the open
// descriptors of keeper, rpcd and uhttpd are watched. Ends by itself, with status 1 where one of them did not stay flat.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startDockerd } from '../../test/engine/dockerd';
import { bootWithKeeper } from '../../test/router/keeper/browser';
import { report } from '../report';
import { Gauge } from './gauges';
import { below, Tally } from './pages';
import { startChatty, stir } from './stir';
import { trend } from './trend';
import { visitor, type Visited } from './visits';

/** The keeper drops a browser that has been silent for 60 s; a little more. */
const settleSeconds = 90;

function whole(text: string, flag: string, least: number, most: number): number {
  if (/^[0-9]{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new Error(`${flag} must be a number from ${least} to ${most}, not ${JSON.stringify(text)}`);
}

const kB = (bytes: number) => Math.round(bytes / 1000);

async function soak(seconds: number, clients: number, stopped: AbortSignal): Promise<boolean> {
  const dockerd = await startDockerd('20.10');
  const router = await bootWithKeeper({ engineSocket: dockerd.socket }).catch(async (error: unknown) => {
    await dockerd.stop();
    throw error;
  });
  try {
    const containers = await startChatty(dockerd.socket, 4);
    const visited: Visited = {
      url: router.url,
      logOut: async (session) => {
        const destroy = ['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: session })];
        const [status] = (await once(router.start(destroy), 'exit')) as [number | null];
        if (status !== 0) throw new Error(`a session cannot be ended: ${status}`);
      },
    };
    const gauges = Gauge.all(router.pid);
    const idle = gauges.map((gauge) => gauge.look(0));
    const tally = new Tally();
    const end = below(stopped);
    const over = end.signal;
    const timer = setTimeout(() => end.abort(), seconds * 1000);
    const began = Date.now();
    const say = () => {
      const at = Math.round((Date.now() - began) / 1000);
      const figures = gauges.map((gauge) => {
        const { memory, descriptors } = gauge.look(at);
        return `${gauge.daemon} ${kB(memory)} kB, ${descriptors} descriptors`;
      });
      console.log(`${String(at).padStart(5)} s  ${figures.join('   ')}`);
    };
    const every = [
      setInterval(() => gauges.forEach((gauge) => gauge.take((Date.now() - began) / 1000)), 1000),
      setInterval(say, Math.max(5, Math.round(seconds / 20)) * 1000),
    ];
    say();
    await Promise.all([
      stir(dockerd.socket, over),
      ...Array.from({ length: clients }, () => visitor(visited, containers, tally, over)),
    ]);
    clearTimeout(timer);
    every.forEach(clearInterval);
    say();
    console.log(`The browsers have gone; the keeper drops them within ${settleSeconds} s.`);
    const deadline = Date.now() + settleSeconds * 1000;
    const left = () => gauges.map((gauge, n) => gauge.look(0).descriptors - (idle[n]?.descriptors ?? 0));
    while (left().some((one) => one > 0) && Date.now() < deadline && !stopped.aborted) await delay(500);
    say();
    return verdict(gauges, left(), tally);
  } finally {
    await router.stop();
    await dockerd.stop();
  }
}

function verdict(gauges: readonly Gauge[], left: readonly number[], tally: Tally): boolean {
  console.log(`Done: ${[...tally.done].map(([what, n]) => `${n} ${what}`).join(', ')}.`);
  const results = gauges.flatMap((gauge, n) => {
    const { early, late, perHour } = trend(gauge.samples);
    const detail = { early_kb: kB(early), late_kb: kB(late), kb_per_hour: kB(perHour) };
    const grown = gauge.look(0).memory === 0 ? Number.NaN : kB(late - early);
    return [
      report(`soak_memory_kb/${gauge.daemon}`, grown, detail),
      report(`soak_descriptors/${gauge.daemon}`, left[n] ?? Number.NaN),
    ];
  });
  results.push(report('soak_failures', tally.failures, Object.fromEntries(tally.failed)));
  const bad = results.filter(({ ok }) => !ok).map(({ name }) => name);
  console.log(
    bad.length === 0 ? 'Flat: nothing grew, nothing was left open.' : `Not flat: ${bad.join(', ')}.`,
  );
  return bad.length === 0;
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { seconds: text, clients: text } });
  const seconds = whole(values.seconds ?? '600', '--seconds', 10, 86_400);
  const clients = whole(values.clients ?? '20', '--clients', 1, 24);
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  console.log(`${clients} browsers for ${seconds} s`);
  if (!(await soak(seconds, clients, stopped.signal))) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
