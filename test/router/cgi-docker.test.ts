import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDockerd, whyNot, type Dockerd, type DockerdVersion } from '../engine/dockerd';
import { cgi, failureOf, open, read, send, type Call, type Entry } from './cgi-client';
import { digest, digestOf, programsOf, residentKb } from './cgi-measure';
import { engineCall, exitOf, runContainer } from './engine-containers';
import { tarOf } from './tar';
import { bootUserland, rootfsByLibc, titled, type Userland } from './userland';

const versions: readonly DockerdVersion[] = ['20.10', '28.5'];
const present = versions.filter((version) => {
  const reason = whyNot(version);
  if (reason !== undefined) console.warn(`SKIPPED: the CGI program against dockerd ${version}: ${reason}`);
  return reason === undefined;
});
const pairs = present.flatMap((version) => rootfsByLibc.map((root) => ({ version, ...root })));

describe.skipIf(pairs.length === 0)(titled('streams through the CGI program'), () => {
  describe.each(pairs)('against $libc and dockerd $version', ({ version, rootfs }) => {
    let engine: Dockerd;
    let router: Userland;
    let admin: Entry;
    beforeAll(async () => {
      engine = await startDockerd(version);
      router = await bootUserland({ rootfs, engineSocket: engine.socket });
      admin = cgi(router, await router.login('admin'));
    });
    afterAll(async () => {
      await router?.stop();
      await engine?.stop();
    });

    test('a container with a layer of 100 MB is exported byte for byte, in little memory', async () => {
      await runContainer(engine.socket, 'big', 'dd if=/dev/urandom of=/big bs=1M count=100');
      expect(await exitOf(engine.socket, 'big')).toBe(0);
      const direct = await digestOf(engine.socket, '/containers/big/export');
      const message = await open(admin, { operation: 'ContainerExport', query: { container: 'big' } });
      message.once('data', () => message.pause());
      await once(message, 'data');
      const [pid = 0] = programsOf(router);
      const idle = residentKb(pid, 'VmRSS');
      expect(idle).toBeGreaterThan(0);
      let peak = idle;
      const hash = createHash('sha256');
      message.on('data', (part: Buffer) => hash.update(part));
      message.on('data', () => {
        peak = Math.max(peak, residentKb(pid, 'VmHWM'));
      });
      message.resume();
      await once(message, 'end');
      expect(message.complete).toBe(true);
      expect(peak - idle).toBeLessThan(6144);
      expect(direct.size).toBeGreaterThan(100 << 20);
      expect(await digest(admin, { operation: 'ContainerExport', query: { container: 'big' } })).toEqual({
        status: 200,
        broken: false,
        ...direct,
      });
    });

    test('files put into a container come back the same, with and without an announced length', async () => {
      await engineCall(engine.socket, 'POST', '/containers/create?name=files', {
        Image: 'busybox:1',
        Cmd: ['true'],
      });
      const content = randomBytes(24 << 20);
      const archive = tarOf('payload.bin', content);
      for (const [path, body] of [
        ['/tmp', archive],
        ['/var', Readable.from([archive.subarray(0, 70_000), archive.subarray(70_000)])],
      ] as const) {
        const query = { container: 'files', path };
        expect(
          (await send(admin, { method: 'PUT', operation: 'PutContainerArchive', query, body })).status,
        ).toBe(200);
        const back = await send(admin, {
          operation: 'ContainerArchive',
          query: { container: 'files', path: `${path}/payload.bin` },
        });
        expect([back.status, back.broken, back.headers['content-type']]).toEqual([
          200,
          false,
          'application/x-tar',
        ]);
        expect(back.body.subarray(512, 512 + content.length).equals(content)).toBe(true);
        const stat = JSON.parse(
          Buffer.from(String(back.headers['x-docker-container-path-stat']), 'base64').toString(),
        ) as { name: string; size: number };
        expect(stat).toMatchObject({ name: 'payload.bin', size: content.length });
        const head = await send(admin, {
          method: 'HEAD',
          operation: 'ContainerArchiveInfo',
          query: { container: 'files', path: `${path}/payload.bin` },
        });
        expect([head.status, head.body.length]).toEqual([200, 0]);
        expect(head.headers['x-docker-container-path-stat']).toBe(
          back.headers['x-docker-container-path-stat'],
        );
      }
      const missing = await send(admin, {
        method: 'PUT',
        operation: 'PutContainerArchive',
        query: { container: 'files', path: '/nonesuch' },
        body: archive,
      });
      expect([missing.status, failureOf(missing)]).toEqual([404, undefined]);
      expect((JSON.parse(missing.body.toString()) as { message: string }).message).toContain('nonesuch');
    });

    test('an image is saved, and loaded again', async () => {
      const saved = await send(admin, {
        operation: 'ImageGet',
        query: { image: 'busybox:1', download: 'büsy "box".tar' },
      });
      expect([saved.status, saved.broken]).toEqual([200, false]);
      expect(saved.headers).toMatchObject({
        'content-disposition': `attachment; filename="b__sy__box_.tar"; filename*=UTF-8''b%C3%BCsy%20%22box%22.tar`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
      await engineCall(engine.socket, 'POST', '/images/busybox:1/tag?repo=kept&tag=1');
      await engineCall(engine.socket, 'DELETE', '/images/busybox:1?noprune=true');
      const loaded = await send(admin, { method: 'POST', operation: 'ImageLoad', body: saved.body });
      expect([loaded.status, loaded.broken]).toEqual([200, false]);
      expect(loaded.body.toString()).toContain('busybox:1');
      expect(await engineCall(engine.socket, 'GET', '/images/busybox:1/json')).toHaveProperty('Id');
    });

    test('a log line shows when it is written, and the engine is let go with the reader', async () => {
      // it says one line more each time that it is asked to
      await runContainer(
        engine.socket,
        'talker',
        `trap 'n=$((n+1)); echo said $n' USR1; echo ready; while :; do sleep 600 & wait; done`,
      );
      const operator = cgi(router, await router.login('operator'));
      const message = await open(operator, {
        operation: 'ContainerLogs',
        query: { container: 'talker', follow: 'true', stdout: 'true' },
      });
      let text = '';
      message.on('data', (part: Buffer) => (text += part.toString('latin1')));
      message.on('error', () => undefined);
      await expect.poll(() => text, { timeout: 20_000 }).toContain('ready');
      for (const n of [1, 2, 3]) {
        await engineCall(engine.socket, 'POST', '/containers/talker/kill?signal=USR1');
        await expect.poll(() => text, { timeout: 20_000 }).toContain(`said ${n}\n`);
      }
      expect(programsOf(router)).toHaveLength(1);
      message.destroy();
      await expect.poll(() => programsOf(router), { timeout: 20_000 }).toEqual([]);
      await engineCall(engine.socket, 'POST', '/containers/talker/kill');
    });

    test('events arrive as they happen', async () => {
      const viewer = cgi(router, await router.login('viewer'));
      const message = await open(viewer, {
        operation: 'SystemEvents',
        query: { filters: JSON.stringify({ type: ['volume'] }) },
      });
      let text = '';
      message.on('data', (part: Buffer) => (text += part.toString()));
      message.on('error', () => undefined);
      await engineCall(engine.socket, 'POST', '/volumes/create', { Name: 'seen' });
      await expect.poll(() => text, { timeout: 20_000 }).toContain('"seen"');
      message.destroy();
    });

    test('20 parallel requests of all kinds are all answered', async () => {
      await engineCall(engine.socket, 'POST', '/containers/create?name=still', {
        Image: 'busybox:1',
        Cmd: ['sleep', '600'],
      });
      const calls: Call[] = [
        { operation: 'ContainerList' },
        { operation: 'ContainerInspect', query: { container: 'still' } },
        { method: 'POST', operation: 'ContainerPause', query: { container: 'still' } },
        {
          method: 'PUT',
          operation: 'PutContainerArchive',
          query: { container: 'still', path: '/tmp' },
          body: tarOf('a', randomBytes(300_000)),
        },
      ];
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => send(admin, calls[i % 4] ?? { operation: 'SystemPing' })),
      );
      // one that does not run cannot be paused: 20.10 calls that 500
      for (const [i, answer] of answers.entries())
        expect(i % 4 === 2 ? [409, 500] : [200]).toContain(answer.status);
      expect(answers.filter((answer) => answer.broken)).toEqual([]);
    });

    test('an engine that is killed within an export leaves a broken transfer, and is told as down then', async () => {
      await runContainer(engine.socket, 'cut', 'dd if=/dev/urandom of=/big bs=1M count=30');
      await exitOf(engine.socket, 'cut');
      const message = await open(admin, { operation: 'ContainerExport', query: { container: 'cut' } });
      message.once('data', () => message.pause());
      await once(message, 'data');
      process.kill(engine.pid, 'SIGKILL');
      expect((await read(message, () => undefined)).broken).toBe(true);
      const next = await send(admin, { operation: 'ContainerList' });
      expect([next.status, failureOf(next)]).toEqual([502, 'engine-down']);
    });
  });
});
