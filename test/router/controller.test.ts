import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, open, read, send, type Call, type Entry } from './cgi-client';
import { luciLogin } from './luci-login';
import { startStubEngine, type StubEngine } from './stub-engine';
import { bootUserland, rootfsByLibc, titled, type Userland } from './userland';

const exported: Call = { operation: 'ContainerExport', query: { container: 'web' } };
const put: Call = { method: 'PUT', operation: 'PutContainerArchive', query: { container: 'web', path: '/' } };

describe.skipIf(rootfsByLibc.length === 0)(titled("LuCI's controller"), () => {
  describe.each(rootfsByLibc)('against $libc', ({ rootfs }) => {
    let engine: StubEngine;
    let router: Userland;
    const entries: Record<string, Entry> = {};
    const via = (cookie: string, token: string | null): Entry => ({
      url: `${router.url}/cgi-bin/luci/admin/docker-api`,
      headers: { Cookie: cookie },
      ...(token !== null && { query: { token } }),
    });
    const as = (name: string): Entry => entries[name] ?? via('', '');
    beforeAll(async () => {
      engine = await startStubEngine();
      router = await bootUserland({ rootfs, engineSocket: engine.socket });
      for (const name of ['viewer', 'operator', 'admin', 'root', 'nobody']) {
        const { cookie, token } = await luciLogin(router, name);
        entries[name] = via(cookie, token);
      }
    });
    afterAll(async () => {
      await router?.stop();
      await engine?.stop();
    });

    test('streams a file down byte for byte, with its own framing', async () => {
      const content = randomBytes(9 << 20);
      engine.answer((_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/x-tar' });
        response.end(content);
      });
      const answer = await send(as('admin'), exported);
      expect([answer.status, answer.broken]).toEqual([200, false]);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/x-tar',
        'transfer-encoding': 'chunked',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(answer.body.equals(content)).toBe(true);
    });

    test('streams a file up byte for byte, however it is sent, whatever type it claims, and spools nothing', async () => {
      const content = randomBytes(9 << 20);
      let hash = createHash('sha256');
      const spooled: string[] = [];
      engine.answer((request, response) => {
        hash = createHash('sha256');
        request.on('data', (part: Buffer) => {
          hash.update(part);
          spooled.push(router.run(['find', '/tmp', '-size', '+1000']).stdout);
          request.removeAllListeners('data').on('data', (rest: Buffer) => hash.update(rest));
        });
        request.on('end', () => response.end());
      });
      const wanted = createHash('sha256').update(content).digest('hex');
      for (const type of [
        'application/x-tar',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ]) {
        const answer = await send(as('admin'), { ...put, body: content, headers: { 'Content-Type': type } });
        expect([answer.status, hash.digest('hex')]).toEqual([200, wanted]);
      }
      const chunked = await send(as('admin'), {
        ...put,
        body: Readable.from([content.subarray(0, 5), content.subarray(5)]),
      });
      expect([chunked.status, hash.digest('hex')]).toEqual([200, wanted]);
      expect(spooled.join('')).toBe('');
    });

    test("passes the engine's errors on, and breaks where the engine breaks", async () => {
      engine.answer((_request, response) => {
        response.writeHead(404, { 'Content-Type': 'application/json' });
        response.end('{"message":"No such container: web"}');
      });
      const missing = await send(as('admin'), exported);
      expect([missing.status, missing.body.toString()]).toEqual([
        404,
        '{"message":"No such container: web"}',
      ]);
      engine.answer((_request, response) => {
        response.write('part', () => response.socket?.destroy());
      });
      expect((await send(as('admin'), exported)).broken).toBe(true);
    });

    test('what the engine calls HTML never is, and what it does not name neither', async () => {
      for (const type of ['text/html', 'image/svg+xml', undefined]) {
        engine.answer((_request, response) => {
          response.writeHead(200, type === undefined ? {} : { 'Content-Type': type });
          response.end('<script>1</script>');
        });
        const answer = await send(as('admin'), exported);
        expect(answer.headers['content-type']).toBe('application/octet-stream');
      }
    });

    test('asks for the token, from the query alone, before anything reaches the engine', async () => {
      engine.answer((_request, response) => response.end());
      const before = engine.seen.length;
      const cookie = as('admin').headers.Cookie ?? '';
      const other = as('viewer').query?.token ?? '';
      for (const token of [null, '', 'wrong', other])
        for (const call of [exported, { ...put, body: randomBytes(3 << 20) }]) {
          const answer = await send(via(cookie, token), call);
          expect([answer.status, failureOf(answer)]).toEqual([403, 'forbidden']);
        }
      const body = `token=${as('admin').query?.token ?? ''}`;
      const hidden = await send(via(cookie, null), {
        method: 'POST',
        operation: 'ContainerStart',
        query: { container: 'web' },
        body,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      });
      expect(hidden.status).toBe(403);
      expect(engine.seen.length).toBe(before);
    });

    test('asks for the role and the method', async () => {
      const before = engine.seen.length;
      for (const name of ['viewer', 'operator'])
        for (const call of [exported, { ...put, body: 'x' }]) {
          const answer = await send(as(name), call);
          expect([answer.status, failureOf(answer)]).toEqual([403, 'forbidden']);
        }
      expect((await send(as('nobody'), { operation: 'ContainerList' })).status).toBe(403);
      expect((await send(as('admin'), { ...exported, method: 'POST' })).status).toBe(405);
      expect(engine.seen.length).toBe(before);
      engine.answer((_request, response) => response.end('[]'));
      expect((await send(as('viewer'), { operation: 'ContainerList' })).status).toBe(200);
    });

    test('without a session LuCI asks for the login, and nothing reaches the engine', async () => {
      const before = engine.seen.length;
      const answer = await send(via(`sysauth_http=${'1'.repeat(32)}`, 'x'), { operation: 'ContainerList' });
      expect([answer.status, answer.headers['x-luci-login-required']]).toEqual([403, 'yes']);
      expect(engine.seen.length).toBe(before);
    });

    test('a line of a log shows at once', async () => {
      let more: () => void = () => undefined;
      engine.answer((_request, response) => {
        response.write('first\n');
        more = () => response.end('second\n');
      });
      const message = await open(as('operator'), {
        operation: 'ContainerLogs',
        query: { container: 'web', stdout: 'true' },
      });
      const lines: string[] = [];
      const answer = await read(message, (part) => {
        lines.push(part.toString());
        if (lines.length === 1) more();
      });
      expect([lines, answer.broken]).toEqual([['first\n', 'second\n'], false]);
    });

    test('hostile values are refused as by the CGI program', async () => {
      const before = engine.seen.length;
      for (const container of ['a\r\nX: 1', 'a%0d%0ab', '../../info', 'a\0b', ''])
        expect(
          (await send(as('admin'), { operation: 'ContainerInspect', query: { container } })).status,
          container,
        ).toBe(400);
      for (const operation of ['', 'Nonesuch', '../../luci', 'ContainerList%00x', 'ContainerList%0d%0aX:1'])
        expect((await send(as('admin'), { operation })).status, operation).toBeGreaterThanOrEqual(400);
      expect(engine.seen.length).toBe(before);
    });
  });
});
