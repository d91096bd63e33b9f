import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { fakeEngine, type FakeEngine } from './fake-engine';
import {
  gatewayUnderTest,
  settled,
  temporaryFolder,
  until,
  type GatewayUnderTest,
} from './gateway-under-test';
import { ask, log, page, post, send, start, work } from './work-client';

const pull = { operation: 'ImageCreate', parameters: { fromImage: 'nginx', tag: '1' } };
const line = (value: object) => `${JSON.stringify(value)}\r\n`;

interface Bench {
  readonly gateway: GatewayUnderTest;
  readonly engine: FakeEngine;
}

async function bench(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: { readonly state?: string } = {},
): Promise<Bench> {
  const engine = await fakeEngine(answer);
  return { engine, gateway: await gatewayUnderTest({ engines: [engine.setting], ...options }) };
}

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
    const { SavedJobs } = await import('../../gateway/work/saved-jobs');
    const saved = await new SavedJobs(
      state,
      gateway.port,
      (await import('pino')).default({ level: 'silent' }),
    ).load();
    expect(saved).toMatchObject([
      {
        id,
        state: 'interrupted',
        message: expect.stringContaining('see whether the engine did it') as string,
      },
    ]);
  });
});

describe('an upload', () => {
  const archive = Buffer.alloc(3_000_000, 'x');
  const load = { operation: 'ImageLoad', upload: String(archive.length) };

  test('goes on to the engine as it is, and its job tells how much', async () => {
    const got: Buffer[] = [];
    const { gateway, engine } = await bench((request, response) => {
      expect(request.headers).toMatchObject({
        'content-type': 'application/x-tar',
        'content-length': load.upload,
      });
      request.on('data', (part: Buffer) => got.push(part));
      request.on('end', () => response.end(line({ stream: 'Loaded image: busybox:1\n' })));
    });
    const follower = await page(gateway);
    const id = await start(gateway, load);
    expect(engine.seen).toEqual([]);
    expect((await send(gateway, id, archive)).status).toBe(200);
    expect(await follower.ended(id)).toMatchObject({
      state: 'done',
      result: 'busybox:1',
      progress: { done: archive.length, total: archive.length, unit: 'bytes' },
    });
    expect(Buffer.concat(got).equals(archive)).toBe(true);
    expect((await send(gateway, id, archive)).status).toBe(409);
  });

  test('is no faster than the engine reads', async () => {
    const { gateway } = await bench((request) => request.pause());
    const size = 64 * 1024 * 1024;
    const id = await start(gateway, { ...load, upload: String(size) });
    let given = 0;
    const piece = new Uint8Array(1024 * 1024);
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += piece.length;
        controller.enqueue(piece);
      },
    });
    const sending = send(gateway, id, body).catch(() => undefined);
    await until(() => given > 0);
    expect(await settled(() => given)).toBeLessThan(size / 4);
    await post(gateway, `/work/jobs/${id}/cancel`);
    await sending;
  });

  test('that breaks off fails its job, and the engine never gets a whole request', async () => {
    let whole = false;
    let aborted = false;
    const { gateway } = await bench((request) => {
      request.on('error', () => (aborted = true));
      request.on('end', () => (whole = true));
      request.resume();
    });
    const follower = await page(gateway);
    const id = await start(gateway, load);
    const leave = new AbortController();
    const body = new ReadableStream<Uint8Array>({ start: (one) => one.enqueue(archive.subarray(0, 1000)) });
    const init = { method: 'PUT', body, duplex: 'half', signal: leave.signal } as RequestInit;
    const sending = gateway.fetch(`/work/jobs/${id}/body`, init).catch(() => undefined);
    await follower.job(id, ({ progress }) => progress?.done === 1000);
    leave.abort();
    expect(await follower.ended(id)).toMatchObject({
      state: 'failed',
      message: 'The upload broke off after 1000 of 3000000 bytes.',
    });
    await sending;
    await until(() => aborted);
    expect(whole).toBe(false);
  });

  test('of another size than it was announced with is refused', async () => {
    const { gateway, engine } = await bench((_, response) => response.end());
    const id = await start(gateway, load);
    const answer = await send(gateway, id, Buffer.alloc(10));
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('3000000 bytes, not 10'),
    ]);
    expect(engine.seen).toEqual([]);
  });

  test('whose session ends breaks off', async () => {
    const { gateway } = await bench((request) => request.resume());
    const id = await start(gateway, load);
    const body = new ReadableStream<Uint8Array>({ start: (one) => one.enqueue(new Uint8Array(5)) });
    const follower = await page(gateway);
    const sending = send(gateway, id, body).catch(() => undefined);
    await follower.job(id, ({ progress }) => progress?.done === 5);
    gateway.sessions.close(gateway.token);
    await sending;
    await until(() => !follower.open());
  });
});

describe('what starts no job', () => {
  test.each([
    [
      { operation: 'ImageGet', parameters: { image: 'x' }, to: '/tmp/x.tar' },
      'to: a gateway writes no files',
    ],
    [{ operation: 'ImageLoad', from: '/tmp/x.tar' }, 'from: a gateway reads no files'],
    [{ operation: 'ImageGet', parameters: { image: 'x' } }, 'gives a file'],
    [{ operation: 'ImageLoad' }, 'upload is missing'],
    [{ operation: 'ImagePrune', upload: '5' }, 'upload: ImagePrune takes no archive'],
    [{ operation: 'ImageLoad', upload: '0' }, 'upload must be a number of bytes'],
    [{ operation: 'ContainerLogs', parameters: { container: 'x' } }, 'no work that ends'],
    [{ operation: 'ExecStart', parameters: { exec: 'a' } }, 'no work that ends'],
    [{ operation: 'ImagePrune', body: {} }, 'body: ImagePrune takes no JSON body'],
    [{ operation: 'Nothing' }, 'none of the Engine API'],
    [{ ...pull, engine: 'other' }, 'there is no engine'],
    [{ ...pull, api_version: '2' }, 'api_version must be like 1.41'],
    [{ ...pull, colour: 'red' }, 'colour is not what starts a job'],
    [{ operation: 'ImageCreate', parameters: { fromImage: '../x' } }, 'fromImage has to be'],
    [{ operation: 'ImagePush', parameters: {} }, 'image is missing'],
    [{ operation: 'ImagePush', parameters: { image: ['x', 'y'] } }, 'image is missing'],
    [{ operation: 'ImagePrune', parameters: { filters: '{' } }, 'filters is not valid JSON'],
    [{ operation: 'ImagePrune', parameters: { colour: 'red' } }, 'has no parameter'],
  ])('%j is refused, and the engine not asked', async (wish, sentence) => {
    const { gateway, engine } = await bench((_, response) => response.end());
    const answer = await ask(gateway, wish);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await answer.json()).toMatchObject({
      failure: 'refused',
      message: expect.stringContaining(sentence) as string,
    });
    expect(engine.seen).toEqual([]);
  });

  test.each([
    ['GET', '/work/jobs'],
    ['POST', '/work/jobs'],
    ['DELETE', '/work/jobs/x'],
    ['PUT', '/work/jobs/x/body'],
    ['GET', '/work/jobs/x/log'],
    ['GET', '/work/registries'],
    ['PUT', '/work/registries/ghcr.io'],
  ])('%s %s wants a session, and our own page', async (method, path) => {
    const { gateway } = await bench((_, response) => response.end());
    const nobody = await fetch(gateway.origin + path, { method });
    expect(nobody.status).toBe(401);
    const elsewhere = await gateway.fetch(path, { method, headers: { Origin: 'http://evil.test' } });
    expect(elsewhere.status).toBe(403);
    const program = await fetch(gateway.origin + path, { method, headers: { Cookie: gateway.cookie } });
    if (method !== 'GET') expect(program.status).toBe(403);
    else expect(program.status).not.toBe(403);
    await program.body?.cancel();
  });

  test('a job that is not there has no log and no body', async () => {
    const { gateway } = await bench((_, response) => response.end());
    expect((await gateway.fetch('/work/jobs/x/log')).status).toBe(404);
    expect((await send(gateway, 'x', 'x')).status).toBe(404);
    expect((await gateway.fetch('/work/other')).status).toBe(404);
  });
});
