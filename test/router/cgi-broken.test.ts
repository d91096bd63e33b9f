import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cgi, failureOf, open, rawCall, read, send, textOf, type Call, type Entry } from './cgi-client';
import { startStubEngine, type StubEngine } from './stub-engine';
import { bootUserland, rootfsByLibc, titled, type Userland } from './userland';

const exported: Call = { operation: 'ContainerExport', query: { container: 'web' } };
const followed: Call = {
  operation: 'ContainerLogs',
  query: { container: 'web', follow: 'true', stdout: 'true' },
};
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

    test("on a kept connection the framing tells the break: its end comes only after uhttpd's 20 s of keep-alive", async () => {
      engine.answer((_request, response) => {
        response.write('part', () => response.socket?.destroy());
      });
      const socket = rawCall(admin, 'GET', 'ContainerExport?api_version=1.41&container=web');
      const text = textOf(socket);
      await expect.poll(text).toMatch(/\r\n\r\n4\r\npart\r\nf{24}\r\n$/);
      expect(socket.readyState).toBe('open');
      socket.destroy();
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

    test('events that keep silent show that they live: by empty lines, and none within a line', async () => {
      engine.answer((_request, response) => {
        response.flushHeaders();
        setTimeout(() => response.write('{"a":1}\n{"b"'), 1200);
        setTimeout(() => response.write(':2}\n'), 2700);
        setTimeout(() => response.end('{"c":3}\n'), 3900);
      });
      const answer = await send(admin, { operation: 'SystemEvents' });
      expect(answer.body.toString()).toMatch(/^\n+\{"a":1\}\n\{"b":2\}\n\n+\{"c":3\}\n$/);
      expect(answer.broken).toBe(false);
    });

    test('events show that they live over HTTP/1.0 as well, which some proxies speak', async () => {
      engine.answer((_request, response) => response.flushHeaders());
      const socket = rawCall(admin, 'GET 1.0', 'SystemEvents?api_version=1.41');
      await expect.poll(textOf(socket), { timeout: 5000 }).toMatch(/\r\n\r\n\n+$/);
      socket.destroy();
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

    test('requests without a body that had to wait for a slot are served once there is one', async () => {
      const waiting: ServerResponse[] = [];
      engine.answer((request, response) => {
        if (request.url?.includes('/logs')) waiting.push(response);
        else response.end('{}');
      });
      const streams = [1, 2, 3].map(() => send(admin, followed));
      await expect.poll(() => waiting.length).toBe(3);
      const queued = [
        { operation: 'ContainerList' },
        { method: 'POST', operation: 'ContainerPause', query: { container: 'web' } },
        { method: 'DELETE', operation: 'ContainerDelete', query: { container: 'web' } },
      ].map((call) => send(admin, call));
      // no length at all: nothing tells the program that no body comes
      const bare = ['ContainerUnpause?container=web&', 'ContainerCreate?'].map((target) =>
        textOf(rawCall(admin, 'POST', `${target}api_version=1.41`)),
      );
      for (const response of waiting) response.end();
      for (const answer of await Promise.all([...streams, ...queued]))
        expect([answer.status, answer.broken]).toEqual([200, false]);
      for (const text of bare) await expect.poll(text, { timeout: 10_000 }).toContain('HTTP/1.1 200');
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
      const socket = rawCall(admin, 'GET 1.0', 'ContainerExport?api_version=1.41&container=web');
      const text = textOf(socket);
      await once(socket, 'close');
      expect(text()).toContain(' 505 ');
      expect(text()).toContain('"refused"');
    });
  });
});
