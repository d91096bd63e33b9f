import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cgi, failureOf, rawCall, send, type Call, type Entry } from './cgi-client';
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
      // uhttpd itself would cut nothing within these tests
      const uci = ['set uhttpd.main.script_timeout=600'];
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
        const socket = rawCall(
          admin,
          'PUT',
          'PutContainerArchive?api_version=1.41&container=web&path=/',
          framing,
        );
        socket.write('5\r\nhello\r\n');
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
      const length = `Content-Length: ${32 << 20}`;
      const socket = rawCall(admin, 'POST', 'ImageLoad?api_version=1.41', length, 'Connection: close');
      socket.pause();
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
