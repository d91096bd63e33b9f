import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cgi, failureOf, send, type Call, type Entry } from './cgi-client';
import { startStubEngine, type StubEngine } from './stub-engine';
import { bootUserland, rootfsByLibc, titled, type Userland } from './userland';

const put: Call = { method: 'PUT', operation: 'PutContainerArchive', query: { container: 'web', path: '/' } };

describe.skipIf(rootfsByLibc.length === 0)(titled('uploads through the CGI program'), () => {
  describe.each(rootfsByLibc)('against $libc', ({ rootfs }) => {
    let engine: StubEngine;
    let router: Userland;
    let admin: Entry;
    beforeAll(async () => {
      engine = await startStubEngine();
      // uhttpd's clocks run faster, so that the tests need not wait for them
      const uci = ['set uhttpd.main.script_timeout=6', 'set uhttpd.main.network_timeout=1'];
      router = await bootUserland({ rootfs, engineSocket: engine.socket, uci });
      admin = cgi(router, await router.login('admin'));
    });
    afterAll(async () => {
      await router.stop();
      await engine.stop();
    });

    test.each(['Content-Length: 9999999', 'Transfer-Encoding: chunked'])(
      'an upload of which the browser goes is cut for the engine too (%s)',
      async (framing) => {
        const arrived = new Promise<() => Promise<string>>((resolve) => {
          engine.answer((request) => {
            request.on('data', () => undefined);
            const outcome = new Promise<string>((ended) => {
              request.on('end', () => ended('whole'));
              request.on('close', () => ended('cut'));
            });
            resolve(() => outcome);
          });
        });
        const url = new URL(`${admin.url}/PutContainerArchive?api_version=1.41&container=web&path=/`);
        const socket = connect(Number(url.port), url.hostname);
        socket.write(`PUT ${url.pathname}${url.search} HTTP/1.1\r\n${framing}\r\n`);
        socket.write(`Authorization: ${admin.headers.Authorization ?? ''}\r\n\r\n5\r\nhello\r\n`);
        const outcome = await arrived;
        socket.destroy();
        expect(await outcome()).toBe('cut');
      },
    );

    test('an engine that refuses an upload before it has read it is heard', async () => {
      engine.answer((_request, response) => {
        response.writeHead(404, { 'Content-Type': 'application/json', Connection: 'close' });
        response.end('{"message":"No such container: web"}', () => response.socket?.destroy());
      });
      const answer = await send(admin, { ...put, body: Buffer.alloc(8 << 20) });
      expect([answer.status, failureOf(answer)]).toEqual([404, undefined]);
      expect(answer.body.toString()).toBe('{"message":"No such container: web"}');
    });

    test('an engine that closes in the middle of an upload is told as broken', async () => {
      engine.answer((request) => request.socket.destroy());
      const answer = await send(admin, { ...put, body: Buffer.alloc(8 << 20) });
      expect([answer.status, failureOf(answer)]).toEqual([502, 'broken']);
    });

    test('an engine that tells much while it reads does not lock up with a browser that sends first and reads then', async () => {
      const told = 'x'.repeat(200).repeat(3500);
      let received = 0;
      engine.answer((request, response) => {
        // it reads on only when what it tells is taken
        response.write(told, () => {
          request.on('data', (part: Buffer) => (received += part.length));
          request.on('end', () => response.end());
        });
      });
      const url = new URL(`${admin.url}/ImageLoad?api_version=1.41`);
      const socket = connect(Number(url.port), url.hostname);
      socket.pause();
      socket.write(
        `POST ${url.pathname}${url.search} HTTP/1.1\r\nConnection: close\r\nContent-Length: ${32 << 20}\r\nAuthorization: ${admin.headers.Authorization ?? ''}\r\n\r\n`,
      );
      await new Promise<void>((resolve) => {
        socket.write(Buffer.alloc(32 << 20), () => resolve());
      });
      let size = 0;
      socket.on('data', (part) => (size += part.length));
      socket.resume();
      await once(socket, 'close');
      expect(received).toBe(32 << 20);
      expect(size).toBeGreaterThan(told.length);
    });

    test('without ucode-mod-io uploads come through as well', async () => {
      const lean = await bootUserland({ rootfs, engineSocket: engine.socket });
      try {
        rmSync(lean.path('/usr/lib/ucode/io.so'), { force: true });
        const session = cgi(lean, await lean.login('admin'));
        let received = Buffer.alloc(0);
        engine.answer((request, response) => {
          const parts: Buffer[] = [];
          request.on('data', (part: Buffer) => parts.push(part));
          request.on('end', () => {
            received = Buffer.concat(parts);
            response.end();
          });
        });
        const content = randomBytes(3_333_333);
        for (const body of [
          content,
          Readable.from([content.subarray(0, 40_001), content.subarray(40_001)]),
        ]) {
          expect((await send(session, { ...put, body })).status).toBe(200);
          expect(received.equals(content)).toBe(true);
        }
      } finally {
        await lean.stop();
      }
    });
  });
});
