import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { SavedJobs } from '../../gateway/work/saved-jobs';
import { temporaryFolder, until } from './gateway-under-test';
import { bench, line, pull } from './work-bench';
import { ask, log, page, post, start, work } from './work-client';

/** An engine that begins every answer and never ends it; tells its requests. */
async function endless(options: { readonly state?: string } = {}) {
  const requests: { readonly request: IncomingMessage; readonly response: ServerResponse }[] = [];
  const made = await bench((request, response) => {
    requests.push({ request, response });
    response.write(line({ status: 'Pulling from library/nginx', id: '1' }));
  }, options);
  return { ...made, requests };
}

describe('a job', () => {
  test('makes its request, and tells all pages how far it is, what it said and how it ended', async () => {
    let go: ServerResponse | undefined;
    const { gateway, engine } = await bench((_, response) => {
      go = response;
      response.write(
        line({ id: 'a', status: 'Downloading', progressDetail: { current: 50, total: 100 } }) +
          line({ id: 'b', status: 'Already exists' }),
      );
    });
    const pages = [await page(gateway), await page(gateway)] as const;
    expect(pages[0].lines).toEqual([{ jobs: [], gone: [] }]);
    const id = await start(gateway, pull);
    for (const one of pages) {
      const job = await one.job(id, ({ parts }) => parts?.length === 2);
      expect(job).toMatchObject({
        operation: 'ImageCreate',
        parameters: pull.parameters,
        engine: 'local',
        state: 'running',
        progress: { done: 1.25, total: 2, unit: 'layers', bytes: { done: 50, total: 100 } },
        parts: [{ id: 'a', status: 'Downloading', done: 50, total: 100 }, { id: 'b' }],
      });
    }
    expect(engine.seen).toEqual(['POST /v1.41/images/create?fromImage=nginx&tag=1']);
    go?.end(line({ id: 'a', status: 'Pull complete' }) + line({ status: 'Digest: sha256:12' }));
    for (const one of pages)
      expect(await one.ended(id)).toMatchObject({
        state: 'done',
        progress: { done: 2, total: 2 },
        message: 'Digest: sha256:12',
        result: 'sha256:12',
        ended: expect.any(Number) as number,
      });
    expect(await log(gateway, id)).toBe(
      'a: Downloading\nb: Already exists\na: Pull complete\nDigest: sha256:12\n',
    );
  });

  test('goes on without any page, and is there for one that comes later', async () => {
    let go: ServerResponse | undefined;
    const { gateway } = await bench((_, response) => {
      go = response;
      response.write(line({ status: 'beginning' }));
    });
    const first = await page(gateway);
    const id = await start(gateway, pull);
    await first.job(id, ({ message }) => message === 'beginning');
    first.close();
    await until(() => !first.open());
    go?.end(line({ status: 'the end' }));
    const later = await page(gateway);
    expect(await later.ended(id)).toMatchObject({ state: 'done', message: 'the end' });
  });

  test('that is cancelled closes the connection of the engine', async () => {
    const { gateway, requests } = await endless();
    const follower = await page(gateway);
    const id = await start(gateway, pull);
    await follower.job(id, ({ message }) => message?.startsWith('Pulling') === true);
    const [taken] = requests;
    const closed = taken && once(taken.request.socket, 'close');
    expect((await post(gateway, `/work/jobs/${id}/cancel`)).status).toBe(200);
    await closed;
    expect(await follower.ended(id)).toMatchObject({ state: 'cancelled', message: 'It was cancelled.' });
    expect((await post(gateway, `/work/jobs/${id}/cancel`)).status).toBe(409);
    expect(follower.jobs.has(id)).toBe(true);
  });

  test('is forgotten for every page once it has ended, and not before', async () => {
    const { gateway, requests } = await endless();
    const follower = await page(gateway);
    const id = await start(gateway, pull);
    const forget = () => gateway.fetch(`/work/jobs/${id}`, { method: 'DELETE' });
    await until(() => requests.length === 1);
    const early = await forget();
    expect([early.status, await early.text()]).toEqual([409, expect.stringContaining('cancel it first')]);
    requests[0]?.response.end();
    await follower.ended(id);
    expect((await forget()).status).toBe(200);
    await until(() => !follower.jobs.has(id));
    expect((await forget()).status).toBe(404);
  });

  const answers: readonly [string, (response: ServerResponse) => void, string][] = [
    [
      'an error inside a 200',
      (response) =>
        response.end(line({ status: 'one' }) + line({ errorDetail: { message: 'no space left' } })),
      'no space left',
    ],
    [
      'an answer that breaks off',
      (response) => {
        response.write(line({ status: 'one' }), () => response.destroy());
      },
      'The connection to the engine broke before it had told how this came out.',
    ],
    [
      'a refusal',
      (response) => response.writeHead(404).end(JSON.stringify({ message: 'manifest unknown' })),
      'manifest unknown',
    ],
    ['an answer that is none', (response) => response.end('<html>\n'), 'cannot be read'],
  ];
  test.each(answers)('has failed by %s', async (_, answer, message) => {
    const { gateway } = await bench((__, response) => answer(response));
    expect(await work(gateway, pull)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(message) as string,
    });
  });

  test('has failed where no engine listens', async () => {
    const { gateway, engine } = await bench(() => undefined);
    engine.server.close();
    expect(await work(gateway, pull)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('is dockerd running?') as string,
    });
  });

  test('that answers once tells what it freed and removed', async () => {
    const { gateway } = await bench((_, response) =>
      response.end(JSON.stringify({ ImagesDeleted: [{ Deleted: 'sha256:1' }], SpaceReclaimed: 5 })),
    );
    const parameters = { filters: '{"dangling":["false"]}' };
    const job = await work(gateway, { operation: 'ImagePrune', parameters });
    expect(job).toMatchObject({ state: 'done', result: 5, parameters });
    expect(await log(gateway, job.id)).toBe('Deleted: sha256:1\n');
  });

  test('shows no build arguments, which may be secrets', async () => {
    const { gateway, engine } = await bench((_, response) => response.end());
    const job = await work(gateway, {
      operation: 'ImageBuild',
      parameters: { remote: 'https://git.test/x.git', buildargs: '{"TOKEN":"hunter2"}' },
    });
    expect(engine.seen[0]).toContain('hunter2');
    expect(job.parameters).toEqual({ remote: 'https://git.test/x.git' });
  });

  test('has its log followed to its end by who comes in the middle', async () => {
    const { gateway, requests } = await endless();
    const id = await start(gateway, pull);
    const reader = (await gateway.fetch(`/work/jobs/${id}/log`)).body?.getReader();
    const text = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await text()).toBe('Pulling from library/nginx\n');
    requests[0]?.response.end(line({ status: 'more' }));
    expect(await text()).toBe('more\n');
    expect((await reader?.read())?.done).toBe(true);
  });

  test('keeps the last 64 KiB of its log, in whole lines', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at}\n`);
    const { gateway } = await bench((_, response) =>
      response.end(lines.map((stream) => line({ stream })).join('')),
    );
    const { id } = await work(gateway, pull);
    const text = await log(gateway, id);
    expect(text.length).toBeGreaterThan(60_000);
    expect(text.length).toBeLessThan(84_000);
    expect(text).toMatch(/^line \d+\nline/);
    expect(text.endsWith('line 19999\n')).toBe(true);
  });
});

describe('jobs', () => {
  test('run eight at a time; more are refused with a sentence', async () => {
    const { gateway } = await endless();
    const ids = [];
    for (let at = 0; at < 8; at++) ids.push(await start(gateway, pull));
    const refused = await ask(gateway, pull);
    expect([refused.status, await refused.json()]).toEqual([
      429,
      { failure: 'refused', message: expect.stringContaining('8 jobs are at work already') as string },
    ]);
    await post(gateway, `/work/jobs/${ids[0]}/cancel`);
    await start(gateway, pull);
  });

  test('that a gateway held which was ended are shown as interrupted by the next one on its port', async () => {
    const state = temporaryFolder();
    const { gateway } = await endless({ state });
    const id = await start(gateway, pull);
    await gateway.stop();
    const saved = await new SavedJobs(state, gateway.port, pino({ level: 'silent' })).load();
    expect(saved).toMatchObject([
      {
        id,
        state: 'interrupted',
        message: expect.stringContaining('see whether the engine did it') as string,
      },
    ]);
  });
});
