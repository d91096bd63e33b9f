import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freePort } from '../../router/userland';
import { EngineUnderTest } from '../engines';
import { unixTransport } from '../unix-transport';
import { ask, typeInto, type Sent } from './browser-requests';
import { documented, page, startProxy, whyNoProxy, type Here, type Proxy } from './proxies';

const [underOneName = '', ownPort = ''] = documented('nginx');
const [caddy = ''] = documented('caddyfile');
const password = { Authorization: `Basic ${Buffer.from('docker:secret').toString('base64')}` };
const elsewhere = 'https://elsewhere.test';

const configurations = [
  {
    name: 'nginx under one name',
    program: 'nginx',
    code: underOneName,
    base: '/docker-engine',
    headers: password,
    cors: false,
  },
  { name: 'nginx on a port of its own', program: 'nginx', code: ownPort, base: '', headers: {}, cors: true },
  { name: 'Caddy on a port of its own', program: 'caddy', code: caddy, base: '', headers: {}, cors: true },
] as const;

const engines = inject('engines').filter(({ name }) => name !== 'Podman');

describe.each(configurations)('docs/direct.md: $name', ({ program, code, base, headers, cors }) => {
  const missing = whyNoProxy(program);

  describe.skipIf(missing !== undefined).each(engines)(
    `before $name [${missing ?? 'both are there'}]`,
    ({ name, socket = '' }) => {
      const engine = new EngineUnderTest(name, unixTransport(socket));
      const luci = createServer((_request, response) => response.end('this is LuCI'));
      let here: Here;
      let proxy: Proxy;

      beforeAll(async () => {
        await engine.connect();
        luci.listen(0, '127.0.0.1');
        await once(luci, 'listening');
        here = {
          socket,
          port: await freePort(),
          from: '127.0.0.1',
          luci: (luci.address() as AddressInfo).port,
        };
        proxy = await startProxy(program, code, here);
      });
      afterAll(async () => {
        await proxy?.stop();
        luci.close();
        await engine.clear();
      });

      const get = (path: string, sent: Sent = {}, until?: (text: string) => boolean) =>
        ask(
          proxy,
          here,
          base + path,
          { origin: page, ...sent, headers: { ...headers, ...sent.headers } },
          until,
        );

      test('lets LuCI’s page read answers', async () => {
        const answer = await get('/_ping');
        expect([answer.status, answer.text]).toEqual([200, 'OK']);
        expect(answer.headers['api-version']).toMatch(/^1\./);
        if (!cors) return;
        expect(answer.headers['access-control-allow-origin']).toBe(page);
        expect(answer.headers['access-control-expose-headers']).toMatch(/Api-Version/);
        // an engine's refusal is to be read as well
        const refused = await get('/containers/no-such/json');
        expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([404, page]);
      });

      if (cors)
        test('answers the question before a change', async () => {
          const asked = {
            'Access-Control-Request-Method': 'DELETE',
            'Access-Control-Request-Headers': 'content-type',
          };
          const answer = await get('/containers/x', { method: 'OPTIONS', headers: asked });
          expect(answer.status).toBe(204);
          expect(answer.headers['access-control-allow-origin']).toBe(page);
          expect(answer.headers['access-control-allow-methods']).toMatch(/DELETE/);
          expect(String(answer.headers['access-control-allow-headers']).toLowerCase()).toMatch(
            /content-type/,
          );
        });

      test('refuses other pages, also where browsers would not ask first', async () => {
        const container = await engine.run('sleep 1000');
        const stop = { method: 'POST', origin: elsewhere };
        expect((await get(`/containers/${container}/stop?t=0`, stop)).status).toBe(403);
        expect((await engine.client.containerInspect({ container })).State.Running).toBe(true);
        expect((await get(`/containers/${container}/stop?t=0`, { method: 'POST' })).status).toBe(204);
      });

      test('passes a stream on as it comes', async () => {
        const container = await engine.run('echo first; sleep 1000', { Tty: true });
        const path = `/containers/${container}/logs?follow=1&stdout=1`;
        expect((await get(path, {}, (text) => text.includes('first'))).text).toContain('first');
      });

      test('carries a console, for LuCI’s page alone', async () => {
        const container = await engine.run('exec sh', { Tty: true, OpenStdin: true });
        const path = `${base}/containers/${container}/attach/ws?stream=1&stdin=1&stdout=1`;
        const type = (origin: string) =>
          typeInto(proxy, here, path, 'echo $((6*7))\n', (text) => /^42/m.test(text), { origin, headers });
        expect(await type(page)).toMatch(/^42/m);
        await expect(type(elsewhere)).rejects.toThrow(/403/);
      });

      if (cors)
        test('refuses whoever comes from another address', async () => {
          const outside: Here = { ...here, port: await freePort(), from: '192.168.1.10' };
          const strict = await startProxy(program, code, outside);
          try {
            expect((await ask(strict, outside, '/_ping', { origin: page })).status).toBe(403);
          } finally {
            await strict.stop();
          }
        });

      if (!cors)
        test('leaves LuCI as it is, and asks for the engine’s password', async () => {
          expect((await ask(proxy, here, '/cgi-bin/luci/')).text).toBe('this is LuCI');
          expect((await ask(proxy, here, `${base}/_ping`)).status).toBe(401);
        });
    },
  );
});
