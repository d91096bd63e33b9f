import { median, quantile, report } from './report';
import { curl, direct } from './curl';
import type { Bench } from './bench';
import { quiet } from './quiet';

const round = 60;

/** The list of 100 containers, each on a fresh connection: over `/ubus` against the engine's own socket. */
export async function listOverRpcd({ router, engine, session }: Bench): Promise<void> {
  const call = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'call',
    params: [
      session,
      'dockerman',
      // as the page does for whoever is not a viewer: the answer is not looked into
      'operate',
      { operation: 'ContainerList', parameters: { all: 'true' }, api_version: '1.41' },
    ],
  });
  const rpcd: number[] = [];
  const socket: number[] = [];
  for (let n = 0; n < round; n++) {
    socket.push((await curl(direct(engine.socket, '/v1.41/containers/json?all=true'))).seconds);
    rpcd.push((await curl([`${router.url}/ubus/`, '-d', call])).seconds);
  }
  report('list100_rpcd_ratio', median(rpcd) / median(socket), {
    rpcd_ms: median(rpcd) * 1000,
    socket_ms: median(socket) * 1000,
  });
}

/** How often the stop and the calm before it are taken. */
const stops = 3;

/** While a stop with its 10 s of grace runs over rpcd, other ubus calls and static files are timed. */
export async function stopWithGrace({ router, engine, session }: Bench): Promise<void> {
  const name = `bench-stubborn-${process.pid}`;
  const call = (object: string, method: string, args: object) =>
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params: [session, object, method, args] });
  const board = [`${router.url}/ubus/`, '-d', call('system', 'board', {})];
  const file = [`${router.url}/luci-static/resources/luci.js`];
  const sample = async (samples: readonly number[][], until: () => boolean) => {
    while (!until()) {
      samples[0]?.push((await curl(board)).seconds);
      samples[1]?.push((await curl(file)).seconds);
    }
  };
  const calm: number[][] = [[], []];
  const during: number[][] = [[], []];
  const took: number[] = [];
  await engine.run(name, ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"]);
  for (let n = 0; n < stops; n++) {
    await quiet();
    const began = Date.now();
    await sample(calm, () => Date.now() - began > 9_500);
    let stopped = false;
    const stop = curl([
      `${router.url}/ubus/`,
      '-d',
      call('dockerman', 'operate', {
        operation: 'ContainerStop',
        parameters: { container: name, t: '10' },
        api_version: '1.41',
      }),
    ]).finally(() => (stopped = true));
    await sample(during, () => stopped);
    took.push((await stop).seconds);
    await engine.docker('start', name);
  }
  await engine.remove(name);
  const p95 = (samples: readonly number[][]) => samples.map((one) => quantile(one, 0.95));
  const [calmly, meanwhile] = [p95(calm), p95(during)];
  const ratios = meanwhile.map((seconds, at) => seconds / (calmly[at] ?? Number.NaN));
  report('stall_ratio', Math.max(...ratios), {
    ubus: ratios[0],
    static: ratios[1],
    p95_ms: meanwhile.map((seconds) => seconds * 1000),
    calm_p95_ms: calmly.map((seconds) => seconds * 1000),
    stop_s: median(took),
    samples: during[0]?.length,
  });
}

/** 20 parallel requests to the CGI program, 50 times over. */
export async function parallelRequests({ router, session }: Bench): Promise<void> {
  const took: number[] = [];
  let hung = 0;
  for (let n = 0; n < 50; n++) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        curl([`${router.url}/cgi-bin/dockerman/SystemPing`, '-H', `Authorization: Bearer ${session}`], {
          maxSeconds: 10,
        }),
      ),
    );
    for (const answer of answers) {
      if (answer.exit !== 0 || answer.status !== 200 || answer.seconds > 0.2) hung += 1;
      took.push(answer.seconds);
    }
  }
  report('parallel_hung', hung, { median_ms: median(took) * 1000, longest_ms: Math.max(...took) * 1000 });
}
