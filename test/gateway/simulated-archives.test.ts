import { describe, expect, test } from 'vitest';
import { context, simulatedWork as simulated } from './simulated-work';

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
