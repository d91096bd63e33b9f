import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startDockerd, whyNot, type Dockerd, type DockerdVersion } from '../engine/dockerd';
import { account, noRegistry, startRegistry, type Registry } from '../engine/registry';
import { unixHttp } from '../engine/unix-http';
import { gatewayUnderTest, until, type GatewayUnderTest } from './gateway-under-test';
import { log, page, post, send, start, work } from './work-client';

/** A tar archive of these files. */
function archive(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'dm-jobs-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return execFileSync('tar', ['-C', folder, '-cf', '-', '.'], { maxBuffer: 1 << 28 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const layers = { a: randomBytes(2_000_000), b: randomBytes(3_000_000), c: randomBytes(500_000) };
const dockerfile = 'FROM busybox:1\nCOPY a /a\nCOPY b /b\nCOPY c /c\n';
const versions: readonly DockerdVersion[] = ['20.10', '28.5'];

describe.each(versions)('jobs of the gateway, and dockerd %s', (version) => {
  const missing = whyNot(version) ?? noRegistry;
  if (missing !== undefined)
    console.warn(`SKIPPED: jobs of the gateway before dockerd ${version}: ${missing}`);

  describe.skipIf(missing !== undefined)(`[${missing ?? 'all are there'}]`, () => {
    let dockerd: Dockerd;
    let open: Registry;
    let closed: Registry;

    const behind = (): Promise<GatewayUnderTest> =>
      gatewayUnderTest({
        engines: [{ name: 'local', address: { kind: 'unix', socket: dockerd.socket } }],
      });
    const hasImage = async (name: string) =>
      (await unixHttp(dockerd.socket, 'GET', `/images/${name}/json`)).status === 200;
    const remove = (...images: string[]) =>
      Promise.all(images.map((image) => unixHttp(dockerd.socket, 'DELETE', `/images/${image}?force=1`)));

    /** Uploads the body of a job and follows it to its end. */
    async function upload(
      gateway: GatewayUnderTest,
      wish: { operation: string; parameters?: object },
      body: Buffer,
    ) {
      const follower = await page(gateway);
      const id = await start(gateway, {
        ...(wish as Parameters<typeof start>[1]),
        upload: String(body.length),
      });
      const sent = await send(gateway, id, body).then(
        (answer) => answer.status,
        () => 'broken',
      );
      return { job: await follower.ended(id), sent };
    }

    /** An image in the engine and in a registry, with layers of its own; removed from the engine unless it is to stay. */
    async function pushed(gateway: GatewayUnderTest, registry: Registry, name: string) {
      const reference = `${registry.host}/${name}:1`;
      const context = archive({ ...layers, Dockerfile: `${dockerfile}LABEL name=${name}\n` });
      const build = await upload(
        gateway,
        { operation: 'ImageBuild', parameters: { t: reference, networkmode: 'none' } },
        context,
      );
      expect(build.job).toMatchObject({ state: 'done' });
      const parameters = { image: `${registry.host}/${name}`, tag: '1' };
      const push = await work(gateway, { operation: 'ImagePush', parameters });
      onTestFinished(() => void remove(reference));
      return { reference, build, push };
    }

    beforeAll(async () => {
      [dockerd, open, closed] = await Promise.all([
        startDockerd(version),
        startRegistry(),
        startRegistry({ login: true }),
      ]);
    });
    afterAll(() => Promise.all([open?.stop(), closed?.stop(), dockerd?.stop()]));

    test('build, push and pull an image, with steps, layers and bytes', async () => {
      const gateway = await behind();
      const { reference, build, push } = await pushed(gateway, open, 'whole');
      expect(build.sent).toBe(200);
      expect(build.job).toMatchObject({
        progress: { done: 5, total: 5, unit: 'steps' },
        result: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      });
      expect(await log(gateway, build.job.id)).toContain('Step 2/5 : COPY a /a\n');
      expect(push).toMatchObject({
        state: 'done',
        progress: { unit: 'layers' },
        result: expect.stringMatching(/^sha256:/) as string,
      });
      await remove(reference);
      expect(await hasImage(reference)).toBe(false);
      const pull = await work(gateway, { operation: 'ImageCreate', parameters: { fromImage: reference } });
      expect(pull).toMatchObject({
        state: 'done',
        message: `Status: Downloaded newer image for ${reference}`,
        progress: { unit: 'layers' },
      });
      expect(pull.progress?.done).toBe(pull.progress?.total);
      expect(await hasImage(reference)).toBe(true);
    });

    test('go on with a pull whose page is closed', async () => {
      const gateway = await behind();
      const { reference } = await pushed(gateway, open, 'closed-page');
      await remove(reference);
      open.limit(2_000_000);
      onTestFinished(() => open.limit(Infinity));
      const first = await page(gateway);
      const id = await start(gateway, { operation: 'ImageCreate', parameters: { fromImage: reference } });
      await first.job(id, ({ progress }) => (progress?.bytes?.done ?? 0) > 0);
      expect(first.jobs.get(id)?.state).toBe('running');
      first.close();
      await until(() => !first.open());
      open.limit(Infinity);
      const later = await page(gateway);
      expect(await later.ended(id)).toMatchObject({ state: 'done' });
      expect(await hasImage(reference)).toBe(true);
    });

    test('stop the engine’s work on a pull that is cancelled', async () => {
      const gateway = await behind();
      const { reference } = await pushed(gateway, open, 'cancelled');
      await remove(reference);
      open.limit(300_000);
      onTestFinished(() => open.limit(Infinity));
      const follower = await page(gateway);
      const id = await start(gateway, { operation: 'ImageCreate', parameters: { fromImage: reference } });
      await follower.job(id, ({ progress }) => (progress?.bytes?.done ?? 0) > 0);
      expect((await post(gateway, `/work/jobs/${id}/cancel`)).status).toBe(200);
      expect((await follower.ended(id)).state).toBe('cancelled');
      open.limit(Infinity);
      await until(() => open.connections() === 0);
      expect(await hasImage(reference)).toBe(false);
    });

    test('log in at a registry with what is kept for it', async () => {
      const gateway = await behind();
      const pull = () =>
        work(gateway, { operation: 'ImageCreate', parameters: { fromImage: `${closed.host}/secret:1` } });
      const wrong = await pull();
      expect(wrong).toMatchObject({
        state: 'failed',
        message: expect.stringMatching(/no basic auth credentials|unauthorized|authentication/i) as string,
      });
      const set = await gateway.fetch(`/work/registries/${encodeURIComponent(closed.host)}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ user: account.user, password: account.password }),
      });
      expect(set.status).toBe(200);
      const { reference, push } = await pushed(gateway, closed, 'secret');
      expect(push).toMatchObject({ state: 'done' });
      await remove(reference);
      expect(await pull()).toMatchObject({ state: 'done' });
      expect(JSON.stringify(await (await gateway.fetch('/work/jobs/x/log')).json())).not.toContain(
        account.password,
      );
    });

    test('load what was saved, and the image is the same', async () => {
      const gateway = await behind();
      const { reference, build } = await pushed(gateway, open, 'saved');
      const answer = await gateway.fetch(`/engine/local/v1.41/images/${reference}/get`);
      const saved = Buffer.from(await answer.arrayBuffer());
      expect(createHash('sha256').update(saved).digest('hex')).toHaveLength(64);
      await remove(reference);
      const { job, sent } = await upload(gateway, { operation: 'ImageLoad' }, saved);
      expect(sent).toBe(200);
      expect(job).toMatchObject({
        state: 'done',
        result: reference,
        progress: { unit: 'bytes', done: saved.length },
      });
      const { text } = await unixHttp(dockerd.socket, 'GET', `/images/${reference}/json`);
      expect((JSON.parse(text) as { Id: string }).Id).toBe(build.job.result);
    });

    test.each([
      ['garbage', () => Buffer.alloc(20_000_000, 'no archive '), /invalid tar header|unrecognized|EOF/],
      ['half a file', () => archive(layers).subarray(0, 3_000_000), /EOF/],
    ])('have failed with the engine’s words where a load gets %s', async (_, body, words) => {
      const gateway = await behind();
      const { job } = await upload(gateway, { operation: 'ImageLoad' }, body());
      expect(job).toMatchObject({ state: 'failed', message: expect.stringMatching(words) as string });
    });

    test('import an archive as an image', async () => {
      const gateway = await behind();
      const parameters = { fromSrc: '-', repo: 'imported', tag: '1' };
      const { job } = await upload(gateway, { operation: 'ImageCreate', parameters }, archive({ x: 'y' }));
      expect(job).toMatchObject({ state: 'done', result: expect.stringMatching(/^sha256:/) as string });
      expect(await hasImage('imported:1')).toBe(true);
      const gone = await work(gateway, { operation: 'ImageDelete', parameters: { image: 'imported:1' } });
      expect(await log(gateway, gone.id)).toMatch(/^Untagged: imported:1\nDeleted: sha256:/);
    });

    test('have failed where a build fails, inside its 200', async () => {
      const gateway = await behind();
      const context = archive({ Dockerfile: 'FROM busybox:1\nRUN echo trying; exit 9\n' });
      const { job } = await upload(
        gateway,
        { operation: 'ImageBuild', parameters: { networkmode: 'none' } },
        context,
      );
      expect(job).toMatchObject({ state: 'failed', message: expect.stringContaining('code: 9') as string });
      expect(await log(gateway, job.id)).toContain('trying\n');
    });

    test('are interrupted with the engine', async () => {
      const gateway = await behind();
      const run = { Image: 'busybox:1', Cmd: ['sleep', '1000'], HostConfig: { NetworkMode: 'none' } };
      const made = await unixHttp(
        dockerd.socket,
        'POST',
        '/containers/create',
        Buffer.from(JSON.stringify(run)),
      );
      const { Id: container } = JSON.parse(made.text) as { Id: string };
      await unixHttp(dockerd.socket, 'POST', `/containers/${container}/start`);
      const follower = await page(gateway);
      const id = await start(gateway, { operation: 'ContainerWait', parameters: { container } });
      await follower.job(id, ({ state }) => state === 'running');
      process.kill(dockerd.pid, 'SIGKILL');
      expect(await follower.ended(id)).toMatchObject({
        state: 'failed',
        message: expect.stringMatching(/broke|does not answer|nothing listens/) as string,
      });
    });
  });
});
