import { expect, test } from 'vitest';
import { packTar } from 'modern-tar';
import { gatewayUnderTest, settled, until } from './gateway-under-test';
import { log, page, post, send, start, work } from './work-client';

const version = { api_version: '1.51' };
const pull = { ...version, operation: 'ImageCreate', parameters: { fromImage: 'nginx', tag: '1.27' } };

test('a pull of the simulated engine can be cancelled, and brings nothing then', async () => {
  const gateway = await gatewayUnderTest();
  const follower = await page(gateway);
  const id = await start(gateway, pull);
  await follower.job(id, ({ progress }) => (progress?.bytes?.done ?? 0) > 0);
  await post(gateway, `/work/jobs/${id}/cancel`);
  expect(await follower.ended(id)).toMatchObject({ state: 'cancelled' });
  expect((await gateway.fetch('/engine/local/v1.51/images/nginx:1.27/json')).status).toBe(404);
});

test('a build of an uploaded archive is a job of the simulated engine', async () => {
  const gateway = await gatewayUnderTest();
  const dockerfile = 'FROM alpine:3.20\nRUN echo hello';
  const body = await packTar([{ header: { name: 'Dockerfile', size: dockerfile.length }, body: dockerfile }]);
  const follower = await page(gateway);
  const id = await start(gateway, {
    ...version,
    operation: 'ImageBuild',
    parameters: { t: 'mine' },
    upload: String(body.length),
  });
  expect((await send(gateway, id, body)).status).toBe(200);
  expect(await follower.ended(id)).toMatchObject({ state: 'done', progress: { done: 2, total: 2 } });
  expect(await log(gateway, id)).toContain('hello\n');
  expect((await gateway.fetch('/engine/local/v1.51/images/mine/json')).status).toBe(200);
});

test('a registry of the simulated engine that asks for a login gets what the gateway keeps', async () => {
  const gateway = await gatewayUnderTest();
  const parameters = { image: 'registry.example.org/tools', tag: '1' };
  await gateway.fetch('/engine/local/v1.51/images/alpine:3.20/tag?repo=registry.example.org/tools&tag=1', {
    method: 'POST',
  });
  const push = () => work(gateway, { ...version, operation: 'ImagePush', parameters });
  expect(await push()).toMatchObject({ state: 'failed', message: 'no basic auth credentials' });
  const set = await gateway.fetch('/work/registries/registry.example.org', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ user: 'me', password: 'secret' }),
  });
  expect(set.status).toBe(200);
  expect(await push()).toMatchObject({ state: 'done', result: expect.stringMatching(/^sha256:/) as string });
});

test('an upload that the simulated engine has no use for is not taken into memory', async () => {
  const gateway = await gatewayUnderTest();
  const size = 256 * 1024 * 1024;
  const id = await start(gateway, { ...version, operation: 'ImageLoad', upload: String(size) });
  let given = 0;
  const garbage = new Uint8Array(1024 * 1024).fill(7);
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      given += garbage.length;
      controller.enqueue(garbage);
    },
  });
  const follower = await page(gateway);
  const sending = send(gateway, id, body).catch(() => undefined);
  expect(await follower.ended(id)).toMatchObject({
    state: 'failed',
    message: 'archive/tar: invalid tar header',
  });
  await sending;
  await until(() => given > 0);
  expect(await settled(() => given)).toBeLessThan(size / 4);
});
