import { describe, expect, test } from 'vitest';
import { settled, until } from './gateway-under-test';
import { bench, line } from './work-bench';
import { page, post, send, start } from './work-client';

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
