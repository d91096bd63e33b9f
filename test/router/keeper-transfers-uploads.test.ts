import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { bootWithKeeper, processOf } from './keeper/browser';
import { FakeEngine } from './keeper/fake-engine';
import { withLimits } from './keeper-limits';
import { TransferClient } from './transfer-client';
import { rootfsByLibc, titled, type Userland } from './userland';

const MiB = 1 << 20;

/** What the engine got of one upload. */
interface Received {
  readonly body: Promise<Buffer>;
  readonly headers: Readonly<Record<string, unknown>>;
}

describe.skipIf(rootfsByLibc.length === 0)(titled('uploads through the keeper'), () => {
  describe.each(rootfsByLibc)('against $libc', ({ rootfs }) => {
    const engine = new FakeEngine();
    let router: Userland;
    let client: TransferClient;
    const got: { last?: Received | undefined } = {};
    const content = randomBytes(4 * MiB + 54321);

    /** The body as the engine reads it, whole or broken off. */
    const taking =
      (answer: (response: ServerResponse) => void, begin: Promise<unknown> = Promise.resolve()) =>
      (response: ServerResponse) => {
        const parts: Buffer[] = [];
        const { req } = response;
        const body = new Promise<Buffer>((resolve, reject) => {
          req.on('end', () => resolve(Buffer.concat(parts)));
          req.on(
            'close',
            () => req.complete || reject(new Error(`broken after ${Buffer.concat(parts).length}`)),
          );
        });
        body.then(
          () => answer(response),
          () => undefined,
        );
        got.last = { body, headers: req.headers };
        void begin.then(() => req.on('data', (part: Buffer) => parts.push(part)));
      };
    const upload = async (operation: string, parameters: object, size: number) => {
      got.last = undefined;
      const reply = (await client.call(
        'JobStart',
        { operation, parameters: JSON.stringify(parameters), upload: String(size) },
        'admin',
        'fake',
      )) as { job?: string; transfer?: string; failure?: string; message?: string };
      if (!reply.job || !reply.transfer) throw new Error(`${reply.failure}: ${reply.message}`);
      return { job: reply.job, transfer: reply.transfer };
    };
    const load = () => upload('ImageLoad', {}, content.length);
    const put = async (transfer: string, offset: number, bytes: Buffer): Promise<void> => {
      for (;;) {
        const { status, failure, body } = await client.slice(transfer, offset, bytes.length, { body: bytes });
        if (status === 204) return;
        if (failure !== 'busy') throw new Error(`${failure}: ${body.toString()}`);
      }
    };
    const send = async (transfer: string, slice: number): Promise<void> => {
      let next = 0;
      const worker = async () => {
        while (next < content.length) {
          const at = next;
          next += slice;
          await put(transfer, at, content.subarray(at, at + slice));
        }
      };
      await Promise.all([worker(), worker()]);
    };
    const ended = (transfer: string) =>
      vi.waitFor(
        async () => {
          const state = await client.state(transfer, content.length, 5);
          expect(state.ended).toBe(true);
          return state;
        },
        { timeout: 20_000 },
      );
    const left = () => readdirSync(router.path('/var/run/dockerman/transfers'));

    beforeAll(async () => {
      await engine.start();
      router = await bootWithKeeper({
        rootfs,
        files: withLimits({
          RING_MOST: 768 * 1024,
          RING_LEAST: 512 * 1024,
          TRANSFER_SILENT: 4000,
          SWEEP: 500,
        }),
        uci: [
          'set dockerman.fake=engine',
          `set dockerman.fake.address='tcp://127.0.0.1:${engine.port}'`,
          'commit dockerman',
        ],
      });
      client = new TransferClient(router, await router.login());
      engine.answers.set(
        '/images/load',
        taking((response) => response.end('{"stream":"Loaded image: a:1"}\n')),
      );
    });
    afterAll(async () => {
      await router?.stop();
      await engine.stop();
    });
    afterEach(async () => {
      await vi.waitFor(() => expect([left(), engine.connections]).toEqual([[], 0]), 10_000);
    });

    test('a body larger than the ring arrives whole, with the announced length', async () => {
      const { transfer } = await load();
      await send(transfer, 200_000);
      expect(await ended(transfer)).toMatchObject({ end: content.length });
      expect((await got.last?.body)?.equals(content)).toBe(true);
      expect(got.last?.headers).toMatchObject({ 'content-length': String(content.length) });
      await client.close(transfer);
    });

    test('the same over ubus', async () => {
      const { transfer } = await load();
      for (let at = 0; at < content.length;) {
        const { failure, end = at } = await client.call('TransferWrite', {
          transfer,
          offset: String(at),
          base64: content.subarray(at, at + 44 * 1024).toString('base64'),
        });
        expect([undefined, 'busy']).toContain(failure);
        if (failure) await client.state(transfer, at + 44 * 1024, 5);
        else at = end;
      }
      await ended(transfer);
      expect((await got.last?.body)?.equals(content)).toBe(true);
      await client.close(transfer);
    });

    test('slices come in any order, more than once, and overlap', async () => {
      const { transfer } = await load();
      await put(transfer, 100_000, content.subarray(100_000, 200_000));
      await put(transfer, 50_000, content.subarray(50_000, 150_000));
      await put(transfer, 100_000, content.subarray(100_000, 200_000));
      expect(await client.state(transfer)).toMatchObject({ end: 0 });
      await put(transfer, 0, content.subarray(0, 60_000));
      await put(transfer, 0, content.subarray(0, 60_000));
      expect(await client.state(transfer)).toMatchObject({ end: 200_000 });
      await put(transfer, 150_000, content.subarray(150_000, 250_000));
      await send(transfer, 130_000);
      await ended(transfer);
      expect((await got.last?.body)?.equals(content)).toBe(true);
      await client.close(transfer);
    });

    test('an engine that reads nothing stops the browser: what is held stays within the ring, and the rest is busy', async () => {
      let go = (): void => undefined;
      const begin = new Promise<void>((resolve) => (go = resolve));
      engine.answers.set(
        '/containers/web/archive',
        taking((response) => response.end(), begin),
      );
      const { transfer } = await upload(
        'PutContainerArchive',
        { container: 'web', path: '/' },
        content.length,
      );
      let at = 0;
      for (let failure: string | undefined; failure !== 'busy'; at += failure ? 0 : 100_000)
        failure = (await client.slice(transfer, at, 100_000, { body: content.subarray(at, at + 100_000) }))
          .failure;
      const { size, room } = await client.state(transfer);
      expect(room).toBeLessThan(100_000);
      const { stdout } = router.run(['du', '-sk', '/var/run/dockerman/transfers']);
      expect(Number.parseInt(stdout, 10)).toBeLessThanOrEqual(size / 1024 + 100);
      go();
      await send(transfer, 200_000);
      await ended(transfer);
      expect((await got.last?.body)?.equals(content)).toBe(true);
      await client.close(transfer);
    });

    test('an upload that stops coming ends as a failure, and the engine never sees a whole body', async () => {
      const { transfer } = await load();
      await put(transfer, 0, content.subarray(0, 100_000));
      await vi.waitFor(() => expect(got.last).toBeDefined());
      await expect(got.last?.body).rejects.toThrow(/broken after/);
    });

    test('one that the browser closes as well', async () => {
      const { transfer } = await load();
      await put(transfer, 0, content.subarray(0, 100_000));
      await vi.waitFor(() => expect(got.last).toBeDefined());
      const broken = expect(got.last?.body).rejects.toThrow(/broken after/);
      await client.close(transfer);
      await broken;
    });

    test('an engine that refuses, or dies, is told at the next slice', async () => {
      engine.answers.set('/images/load', (response) => {
        response.writeHead(500, { Connection: 'close' }).end('{"message":"no space left on device"}');
      });
      const { transfer } = await load();
      await expect(send(transfer, 100_000)).rejects.toThrow(/no space left on device/);
      await client.close(transfer);
      engine.answers.set(
        '/images/load',
        taking((response) => response.end()),
      );
      const second = await load();
      await put(second.transfer, 0, content.subarray(0, 100_000));
      await engine.stop();
      await expect(send(second.transfer, 100_000)).rejects.toThrow(/broken|engine-down/);
      await engine.start();
      await client.close(second.transfer);
    });

    test('a CGI program that dies with half a slice has sent nothing; the slice is sent again', async () => {
      engine.answers.set(
        '/images/load',
        taking((response) => response.end()),
      );
      const { transfer } = await load();
      const cut = client.slice(transfer, 0, 100_000, {
        body: content.subarray(0, 50_000),
        announce: 100_000,
      });
      const program = await vi.waitUntil(() => processOf(router, 'cgi-bin/dockerman'), { interval: 1 });
      await vi.waitFor(() => expect(left()).toHaveLength(1));
      process.kill(program, 'SIGKILL');
      await cut.catch(() => undefined);
      expect(await client.state(transfer)).toMatchObject({ begin: 0, end: 0 });
      await send(transfer, 200_000);
      await ended(transfer);
      expect((await got.last?.body)?.equals(content)).toBe(true);
      await client.close(transfer);
    });

    test('what a slice announces wrongly is refused, and read to its end', async () => {
      const { transfer } = await load();
      const body = content.subarray(0, 1000);
      for (const query of [
        `transfer=${transfer}&offset=0&length=999`,
        `transfer=${transfer}&offset=0`,
        `transfer=${transfer}&offset=${content.length}&length=1000`,
        `transfer=${transfer}&offset=-1&length=1000`,
        `transfer=${transfer}&offset=0&length=1000&path=/etc/passwd`,
      ])
        expect(await client.slice('', 0, 0, { query, body })).toMatchObject({
          status: 400,
          failure: 'refused',
        });
      // on one connection, one after the other
      const kept = new TransferClient(router, client.session, { keepAlive: true });
      for (const query of ['transfer=x&offset=0&length=9', 'transfer=x&offset=0&length=1000', 'nothing=1'])
        expect((await kept.slice('', 0, 0, { query, body })).failure).toMatch(/refused|broken/);
      await kept.slice(transfer, 0, 1000, { body });
      expect(await kept.state(transfer)).toMatchObject({ end: 1000 });
      kept.disconnect();
      expect(await client.slice(transfer, 0, 2 * MiB, { body: content.subarray(0, 2 * MiB) })).toMatchObject({
        failure: 'refused',
      });
      // a download's way is not an upload's
      expect(await client.slice(transfer, 0, 10)).toMatchObject({ failure: 'broken' });
      expect(await client.call('TransferWrite', { transfer, offset: '0', base64: '*' })).toMatchObject({
        failure: 'refused',
      });
      await client.close(transfer);
    });
  });
});
