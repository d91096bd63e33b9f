import { median, quantile, report } from './report';
import { curl, direct } from './curl';
import type { Bench } from './bench';

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

/** While a stop with its 10 s of grace runs over rpcd, other ubus calls and static files are timed. */
export async function stopWithGrace({ router, engine, session }: Bench): Promise<void> {
  const name = `bench-stubborn-${process.pid}`;
  await engine.run(name, ['sh', '-c', "trap '' TERM; while :; do sleep 1; done"]);
  const call = (object: string, method: string, args: object) =>
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params: [session, object, method, args] });
  const board = [`${router.url}/ubus/`, '-d', call('system', 'board', {})];
  const file = [`${router.url}/luci-static/resources/luci.js`];
  const sample = async (samples: number[][], until: () => boolean) => {
    while (!until()) {
      samples[0]?.push((await curl(board)).seconds);
      samples[1]?.push((await curl(file)).seconds);
    }
  };
  const calm: number[][] = [[], []];
  const began = Date.now();
  await sample(calm, () => Date.now() - began > 9_000);
  const during: number[][] = [[], []];
  let stopped = false;
  const stop = curl([
    `${router.url}/ubus/`,
    '-d',
    call('dockerman', 'operate', {
      operation: 'ContainerStop',
      parameters: { container: name, t: '10' },
      api_version: '1.41',
    }),
  ]).then((result) => {
    stopped = true;
    return result;
  });
  await sample(during, () => stopped);
  const { seconds } = await stop;
  await engine.remove(name);
  const ratios = [0, 1].map((n) => quantile(during[n] ?? [], 0.95) / quantile(calm[n] ?? [], 0.95));
  report('stall_ratio', Math.max(...ratios), {
    ubus: ratios[0],
    static: ratios[1],
    stop_s: seconds,
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
