import type { Bench } from './bench';
import { curl, direct } from './curl';
import { descendants, resident } from './memory';
import { median, report } from './report';

const authorization = (session: string): string[] => ['-H', `Authorization: Bearer ${session}`];

/** The export of 500 MB through the CGI program against the socket: time, memory of each process, digest. */
export async function exportOfAContainer({ router, engine, session }: Bench): Promise<void> {
  const name = engine.bigContainer;
  const path = `/v1.41/containers/${name}/export`;
  const url = `${router.url}/cgi-bin/dockerman/ContainerExport?container=${name}&api_version=1.41`;
  const straight: number[] = [];
  const through: number[] = [];
  let broken = 0;
  for (let n = 0; n < 3; n++) {
    const one = await curl(direct(engine.socket, path));
    straight.push(one.seconds);
    const two = await curl([url, ...authorization(session)]);
    through.push(two.seconds);
    if (two.exit !== 0 || two.bytes !== one.bytes) broken += 1;
  }
  const [here, there] = [
    await curl(direct(engine.socket, path), { digest: true }),
    await curl([url, ...authorization(session)], { digest: true }),
  ];
  const whole = broken === 0 && here.sha256 === there.sha256;
  const ratio = median(straight) / median(through);
  report('export_ratio', whole ? ratio : Number.NaN, {
    direct_s: median(straight),
    cgi_s: median(through),
    bytes: there.bytes,
    whole,
  });

  const idle = new Map(descendants(router.pid).map(({ pid }) => [pid, resident(pid)]));
  const transfer = curl([url, ...authorization(session), '--limit-rate', '200M']);
  let most = 0;
  let running = true;
  void transfer.finally(() => (running = false));
  const program = await idleProgram();
  while (running) {
    for (const { pid } of descendants(router.pid))
      most = Math.max(most, resident(pid) - (idle.get(pid) ?? program));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await transfer;
  report('export_rss_mb', most / 1e6, { idle_program_mb: program / 1e6 });

  /** What the CGI program holds before it moves a byte: a log that waits for its next line. */
  async function idleProgram(): Promise<number> {
    const before = new Set(descendants(router.pid).map(({ pid }) => pid));
    const abort = new AbortController();
    const response = await fetch(`${router.url}/cgi-bin/dockerman/SystemEvents?api_version=1.41`, {
      headers: { Authorization: `Bearer ${session}` },
      signal: abort.signal,
    });
    const found = descendants(router.pid).filter(({ pid }) => !before.has(pid));
    const size = Math.max(0, ...found.map(({ pid }) => resident(pid)));
    abort.abort();
    void response.body?.cancel().catch(() => undefined);
    return size;
  }
}

/** Image load and archive put of 500 MB: through the CGI program against the socket, with an eye on /tmp. */
export async function uploads({ router, engine, session }: Bench): Promise<void> {
  const spooled = () =>
    Number(router.run(['df', '-k', '/tmp']).stdout.trim().split('\n').at(-1)?.split(/\s+/)[2] ?? Number.NaN);
  const before = spooled();
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, spooled() - before)), 250);
  const pair = async (
    name: string,
    path: string,
    operation: string,
    method: string,
    file: string,
    prepare: () => Promise<unknown> = () => Promise.resolve(),
  ) => {
    const straight: number[] = [];
    const through: number[] = [];
    let failed = 0;
    for (let n = 0; n < 3; n++) {
      const body = ['-X', method, '-H', 'Content-Type: application/x-tar', '-H', 'Expect:', '-T', file];
      await prepare();
      const one = await curl(direct(engine.socket, `/v1.41${path}`, ...body));
      await prepare();
      const two = await curl([
        `${router.url}/cgi-bin/dockerman/${operation}&api_version=1.41`,
        ...authorization(session),
        ...body,
      ]);
      if (one.status !== 200 || two.status !== 200) failed += 1;
      straight.push(one.seconds);
      through.push(two.seconds);
    }
    report(name, failed ? Number.NaN : median(straight) / median(through), {
      direct_s: median(straight),
      cgi_s: median(through),
      spooled_kb: most,
    });
  };
  await pair(
    'upload_load_ratio',
    '/images/load?quiet=true',
    'ImageLoad?quiet=true',
    'POST',
    engine.imageFile,
    // of an image that is there already dockerd would unpack nothing
    () => engine.docker('rmi', '-f', 'bench-image:latest'),
  );
  const { bigContainer } = engine;
  await pair(
    'upload_archive_ratio',
    `/containers/${bigContainer}/archive?path=/tmp`,
    `PutContainerArchive?container=${bigContainer}&path=/tmp`,
    'PUT',
    engine.archiveFile,
  );
  clearInterval(watch);
}

/** Image save and archive get, 50 times each, in curl. The same in Chromium: pages.ts. */
export async function savesInCurl({ router, engine, session }: Bench): Promise<void> {
  let broken = 0;
  const paths = [
    `ImageGet?image=${engine.smallImage}`,
    `ContainerArchive?container=${engine.bigContainer}&path=/bin`,
  ];
  for (const path of paths) {
    const digests = new Set<string | undefined>();
    for (let n = 0; n < 50; n++) {
      const { exit, status, bytes } = await curl([
        `${router.url}/cgi-bin/dockerman/${path}&api_version=1.41`,
        ...authorization(session),
      ]);
      if (exit !== 0 || status !== 200 || bytes === 0) broken += 1;
      digests.add(String(bytes));
    }
    if (digests.size > 1) broken += digests.size - 1;
  }
  report('save_broken/curl', broken, { runs: 100 });
}
