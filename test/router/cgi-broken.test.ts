import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cgi, failureOf, open, read, send, type Call, type Entry } from './cgi-client';
import { startStubEngine, type StubEngine } from './stub-engine';
import { bootUserland, rootfsByLibc, titled, type Userland } from './userland';

const exported: Call = { operation: 'ContainerExport', query: { container: 'web' } };
const followed: Call = {
  operation: 'ContainerLogs',
  query: { container: 'web', follow: 'true', stdout: 'true' },
};
const put: Call = { method: 'PUT', operation: 'PutContainerArchive', query: { container: 'web', path: '/' } };
const megabyte = Buffer.alloc(1 << 20, 'x');

describe.skipIf(rootfsByLibc.length === 0)(titled('when something ends too early'), () => {
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

    test('an engine that dies within a chunked file gives a broken transfer, at once', async () => {
      engine.answer((_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/x-tar' });
        response.write(megabyte);
        response.write(megabyte, () => response.socket?.destroy());
      });
      const answer = await send(admin, exported);
      expect([answer.status, answer.broken]).toEqual([200, true]);
    });

    test('an engine that dies between two chunks gives a broken transfer', async () => {
      engine.answer((_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/x-tar' });
        response.write('all of it', () => response.socket?.end());
      });
      const answer = await send(admin, exported);
      expect([answer.body.toString(), answer.broken]).toEqual(['all of it', true]);
    });

    test('an answer shorter than its Content-Length is a broken transfer', async () => {
      engine.answer((_request, response) => {
        response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort');
      });
      const message = await open(admin, exported);
      expect(message.headers['content-length']).toBe('100');
      expect((await read(message)).broken).toBe(true);
    });

    test('an engine without an answer, or with one that is no HTTP, is told as broken', async () => {
      for (const raw of [
        '',
        'SSH-2.0-OpenSSH\r\n',
        'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
      ]) {
        engine.answer((_request, response) => response.socket?.end(raw));
        const answer = await send(admin, exported);
        expect([answer.status, failureOf(answer)]).toEqual([502, 'broken']);
      }
    });

    test('a killed CGI program gives a broken transfer', async () => {
      engine.answer((_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/x-tar' });
        response.write('begun');
      });
      const message = await open(admin, exported);
      const begun = once(message, 'readable');
      await begun;
      const answer = read(message);
      router.run(['sh', '-c', 'kill -9 $(pgrep -f cgi-bin/dockerman)']);
      expect((await answer).broken).toBe(true);
    });

    test('a request that outlasts the script timeout is told so before uhttpd ends it', async () => {
      engine.answer(() => undefined);
      const answer = await send(admin, exported);
      expect([answer.status, failureOf(answer)]).toEqual([504, 'timeout']);
    });

    test('a stream that outlasts the script timeout ends as broken, not as whole', async () => {
      engine.answer((_request, response) => {
        response.writeHead(200);
        response.write('line\n');
      });
      const answer = await send(admin, followed);
      expect([answer.body.toString(), answer.broken]).toEqual(['line\n', true]);
    });

    test('a stream lives through a silence longer than uhttpd waits, and its bytes are untouched', async () => {
      engine.answer((_request, response) => {
        response.write('before ');
        setTimeout(() => response.write('between '), 1200);
        setTimeout(() => response.end('after'), 2500);
      });
      const answer = await send(admin, followed);
      expect([answer.body.toString(), answer.broken]).toEqual(['before between after', false]);
    });

    test('the engine is let go when the browser goes', async () => {
      const gone = new Promise<void>((resolve) => {
        engine.answer((request, response) => {
          response.write('line\n');
          request.socket.on('close', resolve);
        });
      });
      const message = await open(admin, followed);
      await once(message, 'data');
      message.destroy();
      await gone;
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

    test('the socket of an engine that is not there is told as engine-down', async () => {
      const other = await startStubEngine();
      const lonely = await bootUserland({ rootfs, engineSocket: other.socket });
      try {
        const session = cgi(lonely, await lonely.login('admin'));
        expect((await send(session, exported)).status).toBe(200);
        await other.stop();
        rmSync(other.socket, { force: true });
        const answer = await send(session, exported);
        expect([answer.status, failureOf(answer)]).toEqual([502, 'engine-down']);
      } finally {
        await lonely.stop();
      }
    });

    test('a file is refused over HTTP/1.0, where a broken one could not be told', async () => {
      const url = new URL(`${admin.url}/ContainerExport?api_version=1.41&container=web`);
      const socket = connect(Number(url.port), url.hostname);
      socket.write(
        `GET ${url.pathname}${url.search} HTTP/1.0\r\nAuthorization: ${admin.headers.Authorization ?? ''}\r\n\r\n`,
      );
      let text = '';
      socket.on('data', (part) => (text += part.toString()));
      await once(socket, 'close');
      expect(text).toContain(' 505 ');
      expect(text).toContain('"refused"');
    });
  });
});
