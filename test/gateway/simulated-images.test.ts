import { packTar } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import { records } from '../../lib/engine/call';
import { WorkProgress } from '../../lib/engine/decode/work-progress';
import type { OperationName, ParameterValue } from '../../lib/engine/request';
import { progressMessage, type ProgressMessage } from '../../lib/engine/types/progress-message';
import { createSimulation } from '../../simulation/simulation';
import { simulationTransport } from '../../simulation/transport';
import { until } from './gateway-under-test';
import { collect } from './stream-items';
import { TestClock } from './test-clock';

interface ImageRow {
  readonly Id: string;
  readonly RepoTags: readonly string[];
  readonly Size: number;
  readonly SharedSize: number;
}

/** A simulated engine on a clock of its own, and what tests ask it. */
function simulated() {
  const clock = new TestClock();
  const simulation = createSimulation({ clock });
  const transport = simulationTransport(simulation);
  const send = (
    operation: OperationName,
    parameters: Readonly<Record<string, ParameterValue>> = {},
    options: { readonly body?: Uint8Array; readonly signal?: AbortSignal } = {},
  ) => transport.send({ operation, parameters, apiVersion: '1.51', ...options });
  const json = async (...request: Parameters<typeof send>): Promise<unknown> => {
    const answer = await send(...request);
    return new Response(answer.body).json();
  };
  const refusal = async (...request: Parameters<typeof send>) => {
    const answer = await send(...request);
    const { message } = (await new Response(answer.body).json()) as { message: string };
    return [answer.status, message] as const;
  };
  const images = async (parameters: Readonly<Record<string, ParameterValue>> = {}) =>
    (await json('ImageList', parameters)) as readonly ImageRow[];
  /** Does work to its end, on a clock that goes on as long as it takes. */
  const work = async (...request: Parameters<typeof send>) => {
    const answer = await send(...request);
    expect(answer.status).toBe(200);
    const stream = collect<ProgressMessage>(records(answer, progressMessage));
    let over = false;
    void stream.ended.finally(() => (over = true)).catch(() => undefined);
    const begun = clock.now();
    while (!over) {
      if (clock.waiting) await clock.pass(100);
      else await new Promise((resolve) => setImmediate(resolve));
    }
    await stream.ended;
    const progress = new WorkProgress();
    const log = stream.items.map((message) => progress.take(message)).join('');
    return { progress, log, took: clock.now() - begun };
  };
  return { clock, simulation, send, json, refusal, images, work };
}

const context = (files: Readonly<Record<string, string>>) =>
  packTar(
    Object.entries(files).map(([name, body]) => ({
      header: { name, size: new TextEncoder().encode(body).length },
      body,
    })),
  );

describe('images of the simulated engine', () => {
  test('have layers, some of them shared, and a history', async () => {
    const { images, json } = simulated();
    const rows = await images({ 'shared-size': true });
    expect(rows.some(({ SharedSize }) => SharedSize > 0)).toBe(true);
    for (const { Id, Size } of rows) {
      const inspect = (await json('ImageInspect', { image: Id })) as { RootFS: { Layers: string[] } };
      const history = (await json('ImageHistory', { image: Id })) as { Size: number; CreatedBy: string }[];
      expect(history.reduce((sum, step) => sum + step.Size, 0)).toBe(Size);
      expect(history.filter((step) => step.Size > 0)).toHaveLength(inspect.RootFS.Layers.length);
    }
  });

  test('are found by pattern, and by whether they have a name', async () => {
    const { images } = simulated();
    const tags = async (filters: object) => (await images({ filters })).flatMap(({ RepoTags }) => RepoTags);
    expect(await tags({ reference: ['redis'] })).toEqual(['redis:7.4-alpine']);
    expect((await tags({ reference: ['*:*-alpine'] })).sort()).toEqual([
      'caddy:2.8-alpine',
      'redis:7.4-alpine',
    ]);
    expect(await images({ filters: { dangling: ['true'] } })).toHaveLength(1);
  });

  test('are searched for among those that many know', async () => {
    const { json } = simulated();
    const names = async (parameters: Readonly<Record<string, ParameterValue>>) =>
      ((await json('ImageSearch', parameters)) as { name: string }[]).map(({ name }) => name);
    expect((await names({ term: 'nginx' }))[0]).toBe('nginx');
    expect(await names({ term: 'nginx', filters: { 'is-official': ['true'] } })).toEqual(['nginx']);
    expect(await names({ term: 'nginx', limit: 2 })).toHaveLength(2);
  });
});

describe('a pull', () => {
  test('brings the layers that are missing, in some seconds, and tells of each', async () => {
    const { work, images } = simulated();
    const before = (await images()).length;
    const { progress, log, took } = await work('ImageCreate', { fromImage: 'nginx', tag: '1.27' });
    expect(took).toBeGreaterThanOrEqual(3000);
    expect(took).toBeLessThan(20_000);
    const statuses = new Set(progress.layers.map(({ status }) => status));
    expect(statuses).toEqual(new Set(['Already exists', 'Pull complete']));
    const summary = progress.summary;
    expect(summary?.done).toBe(summary?.total);
    expect(summary?.bytes?.done).toBe(summary?.bytes?.total);
    expect(log).toMatch(/Downloading\n[^]*Extracting\n[^]*Pull complete\n/);
    expect(progress.result).toMatch(/^sha256:/);
    expect(await images()).toHaveLength(before + 1);
    const again = await work('ImageCreate', { fromImage: 'nginx:1.27' });
    expect([again.took, again.progress.message]).toEqual([0, 'Status: Image is up to date for nginx:1.27']);
  });

  test('that is aborted brings nothing', async () => {
    const { send, images, clock } = simulated();
    const before = (await images()).length;
    const leave = new AbortController();
    const answer = await send('ImageCreate', { fromImage: 'nginx' }, { signal: leave.signal });
    const stream = collect<ProgressMessage>(records(answer, progressMessage));
    stream.ended.catch(() => undefined);
    await until(() => clock.waiting > 0);
    await clock.pass(1000);
    leave.abort();
    await until(() => clock.waiting === 0);
    await clock.pass(60_000);
    expect(await images()).toHaveLength(before);
  });

  test('by digest has no name but that', async () => {
    const { work, images } = simulated();
    const reference = `nginx@sha256:${'ab'.repeat(32)}`;
    await work('ImageCreate', { fromImage: reference });
    const found = (await images()).filter((row) => JSON.stringify(row).includes(reference));
    expect(found).toMatchObject([{ RepoTags: [], RepoDigests: [reference] }]);
  });

  test('of what is not there, or wants a login, is refused', async () => {
    const { refusal } = simulated();
    expect(await refusal('ImageCreate', { fromImage: 'nothing' })).toEqual([
      404,
      expect.stringContaining('pull access denied for nothing'),
    ]);
    expect(await refusal('ImageCreate', { fromImage: 'registry.example.org/app' })).toEqual([
      500,
      expect.stringContaining('no basic auth credentials'),
    ]);
  });
});

describe('a push', () => {
  test('sends what the registry has not, and ends with a digest', async () => {
    const { work, send, json } = simulated();
    await send('ImageTag', { image: 'alpine:3.20', repo: '192.168.1.2:5000/alpine', tag: '1' });
    const first = await work('ImagePush', { image: '192.168.1.2:5000/alpine', tag: '1' });
    expect(first.took).toBeGreaterThan(1000);
    expect(first.progress.summary).toMatchObject({ done: 1, total: 1 });
    expect(first.progress.result).toMatch(/^sha256:/);
    const second = await work('ImagePush', { image: '192.168.1.2:5000/alpine', tag: '1' });
    expect(second.progress.layers.map(({ status }) => status)).toEqual(['Layer already exists']);
    expect(JSON.stringify(await json('ImageInspect', { image: 'alpine:3.20' }))).toContain(
      '192.168.1.2:5000/alpine@sha256:',
    );
  });

  test('without a login fails inside its 200', async () => {
    const { work } = simulated();
    const { progress } = await work('ImagePush', { image: 'alpine', tag: '3.20' });
    expect(progress.failure).toBe('denied: requested access to the resource is denied');
    const missing = await work('ImagePush', { image: 'missing', tag: '1' });
    expect(missing.progress.failure).toContain('does not exist locally');
  });
});

describe('a removal', () => {
  test('takes names first, then the image with the layers that no other one has', async () => {
    const { json, work, send, images } = simulated();
    await work('ImageCreate', { fromImage: 'nginx:1' });
    await send('ImageTag', { image: 'nginx:1', repo: 'web' });
    expect(await json('ImageDelete', { image: 'nginx:1' })).toEqual([{ Untagged: 'nginx:1' }]);
    const gone = (await json('ImageDelete', { image: 'web' })) as object[];
    expect(gone[0]).toEqual({ Untagged: 'web:latest' });
    expect(gone.filter((one) => 'Deleted' in one).length).toBeGreaterThan(1);
    expect((await images()).some(({ RepoTags }) => RepoTags.includes('web:latest'))).toBe(false);
  });

  test('of what is in use, or has several names, is refused', async () => {
    const { refusal, send, images } = simulated();
    expect(await refusal('ImageDelete', { image: 'pihole/pihole:2024.07.0' })).toEqual([
      409,
      expect.stringContaining('(must force) - container'),
    ]);
    const id = (await images()).find(({ RepoTags }) => RepoTags.includes('caddy:2.8-alpine'))?.Id ?? '';
    expect(await refusal('ImageDelete', { image: id, force: true })).toEqual([
      409,
      expect.stringContaining('(cannot be forced) - image is being used by running container'),
    ]);
    expect(await refusal('ImageDelete', { image: 'nothing' })).toEqual([
      404,
      'No such image: nothing:latest',
    ]);
    await send('ImageTag', { image: 'alpine:3.20', repo: 'other' });
    expect(await refusal('ImageTag', { image: 'alpine:3.20', repo: 'Wrong' })).toEqual([
      400,
      expect.stringContaining('must be lowercase'),
    ]);
  });

  test('by a prune frees what it says, unused ones only where asked', async () => {
    const { json, work, images } = simulated();
    await work('ImageCreate', { fromImage: 'nginx:1' });
    const used = async () => ((await json('SystemDataUsage')) as { LayersSize: number }).LayersSize;
    const before = await used();
    const first = (await json('ImagePrune')) as { SpaceReclaimed: number };
    expect(await images({ filters: { dangling: ['true'] } })).toEqual([]);
    const second = (await json('ImagePrune', { filters: { dangling: ['false'] } })) as {
      SpaceReclaimed: number;
      ImagesDeleted: object[];
    };
    expect(second.ImagesDeleted).toContainEqual({ Untagged: 'nginx:1' });
    expect(before - (await used())).toBe(first.SpaceReclaimed + second.SpaceReclaimed);
    expect(second.SpaceReclaimed).toBeGreaterThan(0);
    expect(await json('ImagePrune', { filters: { dangling: ['false'] } })).toEqual({
      ImagesDeleted: null,
      SpaceReclaimed: 0,
    });
  });
});

describe('a build', () => {
  const dockerfile = [
    '# a comment',
    'FROM alpine:3.20',
    'ENV A="b c" D=e',
    'RUN apk add \\',
    '  curl jq && echo "all there"',
    'COPY app /app',
    'LABEL org.test=1',
    'EXPOSE 80',
    'CMD ["/app"]',
  ].join('\n');

  test('tells its steps and output, and leaves an image made as they say', async () => {
    const { work, json } = simulated();
    const body = await context({ Dockerfile: dockerfile, app: 'x'.repeat(1000) });
    const { progress, log } = await work('ImageBuild', { t: 'mine' }, { body });
    expect(progress.summary).toEqual({ done: 6, total: 7, unit: 'steps' });
    expect(log).toContain('Step 3/7 : RUN apk add curl jq && echo "all there"\n');
    expect(log).toContain('(2/2) Installing jq');
    expect(log).toContain('all there\n');
    expect(log).toContain('Successfully tagged mine:latest\n');
    expect(await json('ImageInspect', { image: 'mine' })).toMatchObject({
      Id: progress.result,
      Config: {
        Env: expect.arrayContaining(['A=b c', 'D=e']) as string[],
        Cmd: ['/app'],
        Labels: { 'org.test': '1' },
        ExposedPorts: { '80/tcp': {} },
      },
    });
    const pruned = (await json('BuildPrune')) as { SpaceReclaimed: number };
    expect(pruned.SpaceReclaimed).toBeGreaterThan(0);
  });

  test('takes the name from the image that it was built as before', async () => {
    const { work, images } = simulated();
    const body = await context({ Dockerfile: 'FROM alpine:3.20\nRUN echo 1' });
    await work('ImageBuild', { t: 'mine:1' }, { body });
    await work('ImageBuild', { t: 'mine:1' }, { body });
    expect((await images()).filter(({ RepoTags }) => RepoTags.includes('mine:1'))).toHaveLength(1);
    expect(await images({ filters: { dangling: ['true'] } })).toHaveLength(2);
  });

  test('pulls what it stands on', async () => {
    const { work } = simulated();
    const body = await context({ Dockerfile: 'FROM debian:12 AS base\nFROM base\nUSER me' });
    const { log, progress } = await work('ImageBuild', {}, { body });
    expect(log).toContain('Pulling from library/debian');
    expect(progress.failure).toBeUndefined();
  });

  test.each([
    ['RUN echo trying; exit 9', "The command '/bin/sh -c echo trying; exit 9' returned a non-zero code: 9"],
    ['COPY missing /x', 'COPY failed: file not found in build context'],
    ['COPY *.txt app* /x', 'COPY failed: file not found in build context'],
  ])('fails inside its 200 at %s', async (step, message) => {
    const { work, images } = simulated();
    const before = await images();
    const body = await context({ Dockerfile: `FROM alpine:3.20\n${step}`, app: 'x' });
    const { progress } = await work('ImageBuild', { t: 'mine' }, { body });
    expect(progress.failure).toContain(message);
    expect(await images()).toEqual(before);
  });

  test.each([
    [{ Dockerfile: 'FRM alpine' }, 400, 'dockerfile parse error on line 1: unknown instruction: FRM'],
    [{ Dockerfile: 'FROM alpine\n\nRUN' }, 400, 'line 3: RUN requires at least one argument'],
    [{ Dockerfile: 'RUN x' }, 400, 'no build stage'],
    [{ Dockerfile: '# nothing\n' }, 400, 'the Dockerfile (Dockerfile) cannot be empty'],
    [{ other: 'FROM alpine' }, 500, 'Cannot locate specified Dockerfile: Dockerfile'],
  ])('of %j is refused', async (files, status, message) => {
    const { refusal } = simulated();
    const body = await context(files as Record<string, string>);
    expect(await refusal('ImageBuild', {}, { body })).toEqual([status, expect.stringContaining(message)]);
  });
});

describe('a saved image', () => {
  test('is the same after it was removed and loaded, also gzipped', async () => {
    const { send, work, json, images } = simulated();
    await work('ImageCreate', { fromImage: 'nginx:1' });
    await send('ImageTag', { image: 'alpine:3.20', repo: 'base' });
    const before = await json('ImageInspect', { image: 'nginx:1' });
    const saved = await send('ImageGetAll', { names: ['nginx:1', 'base'] });
    const zipped = saved.body.pipeThrough(
      new CompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>,
    );
    const body = new Uint8Array(await new Response(zipped).arrayBuffer());
    await json('ImageDelete', { image: 'nginx:1' });
    const { log, progress, took } = await work('ImageLoad', {}, { body });
    expect(took).toBeGreaterThan(500);
    expect(log).toContain('Loaded image: nginx:1\n');
    expect(progress.result).toBe('base:latest');
    const digests = { RepoDigests: expect.anything() as unknown, Created: expect.anything() as unknown };
    const times = { Metadata: expect.anything() as unknown };
    expect(await json('ImageInspect', { image: 'nginx:1' })).toEqual({
      ...(before as object),
      ...digests,
      ...times,
    });
    const both = (await images()).find(({ RepoTags }) => RepoTags.includes('base:latest'));
    expect(both?.RepoTags).toEqual(['alpine:3.20', 'base:latest']);
  });

  test.each([
    ['garbage', () => Promise.resolve(new Uint8Array(4000).fill(7)), 'archive/tar: invalid tar header'],
    ['half a file', async () => (await context({ 'manifest.json': '[]' })).slice(0, 700), 'unexpected EOF'],
    ['another archive', () => context({ x: 'y' }), 'manifest.json: no such file'],
    ['a damaged one', () => context({ 'manifest.json': '{' }), 'manifest.json cannot be read'],
  ])('that is %s fails inside its 200', async (_, body, words) => {
    const { work } = simulated();
    const { progress } = await work('ImageLoad', {}, { body: await body() });
    expect(progress.failure).toContain(words);
  });

  test('is imported from an archive of files, with one layer', async () => {
    const { work, json } = simulated();
    const body = await context({ a: 'x'.repeat(700), b: 'y' });
    const { progress } = await work('ImageCreate', { fromSrc: '-', repo: 'files', tag: '1' }, { body });
    expect(await json('ImageInspect', { image: 'files:1' })).toMatchObject({
      Id: progress.result,
      Size: 701,
    });
  });
});

test('events tell what happens to images', async () => {
  const { simulation, work, send, json } = simulated();
  const seen: string[] = [];
  simulation.engine.events.listen(({ Type, Action, Actor }) => {
    if (Type === 'image') seen.push(`${Action} ${Actor.Attributes.name}`);
  });
  await work('ImageCreate', { fromImage: 'nginx:1' });
  await send('ImageTag', { image: 'nginx:1', repo: 'web', tag: '2' });
  await json('ImageDelete', { image: 'nginx:1' });
  await json('ImageDelete', { image: 'web:2' });
  expect(seen).toEqual([
    'pull nginx:1',
    'tag web:2',
    'untag nginx:1',
    'untag web:2',
    expect.stringMatching(/^delete sha256:/),
  ]);
});
