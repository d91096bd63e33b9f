import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cgi, failureOf, rawCall, rawHead, send, textOf, type Call } from './cgi-client';
import { startStubEngine, type StubEngine } from './stub-engine';
import { bootUserland, rootfsByLibc, titled, type Userland } from './userland';

const inspected = { Id: 'abc', Config: { Env: ['DB_PASSWORD=hunter2', 'LANG=C'] } };

describe.skipIf(rootfsByLibc.length === 0)(titled('who may do what through the CGI program'), () => {
  describe.each(rootfsByLibc)('against $libc', ({ rootfs }) => {
    let engine: StubEngine;
    let router: Userland;
    const sessions: Record<string, string> = {};
    beforeAll(async () => {
      engine = await startStubEngine();
      engine.answer((request, response) => {
        response.setHeader('Content-Type', 'application/json');
        if (request.url?.endsWith('/json')) response.end(JSON.stringify(inspected));
        else response.end('[]');
      });
      router = await bootUserland({ rootfs, engineSocket: engine.socket });
      for (const name of ['nobody', 'viewer', 'operator', 'admin', 'root'])
        sessions[name] = await router.login(name);
    });
    afterAll(async () => {
      await router.stop();
      await engine.stop();
    });
    const as = (name: string, call: Call) => send(cgi(router, sessions[name] ?? ''), call);
    const list: Call = { operation: 'ContainerList' };
    const logs: Call = { operation: 'ContainerLogs', query: { container: 'web', stdout: 'true' } };
    const exported: Call = { operation: 'ContainerExport', query: { container: 'web' } };

    test.each([
      ['nobody', [403, 403, 403]],
      ['viewer', [200, 403, 403]],
      ['operator', [200, 200, 403]],
      ['admin', [200, 200, 200]],
      ['root', [200, 200, 200]],
    ])('%s: list, logs, export are answered with %j', async (name, wanted) => {
      const answers = await Promise.all([list, logs, exported].map((call) => as(name, call)));
      expect(answers.map((answer) => answer.status)).toEqual(wanted);
      for (const answer of answers)
        expect(failureOf(answer)).toBe(answer.status === 403 ? 'forbidden' : undefined);
    });

    test('a viewer gets the secrets of an inspect masked, an operator whole', async () => {
      const call: Call = { operation: 'ContainerInspect', query: { container: 'web' } };
      const [viewer, operator] = await Promise.all([as('viewer', call), as('operator', call)]);
      expect(viewer.body.toString()).not.toContain('hunter2');
      expect(viewer.body.toString()).toContain('LANG=C');
      expect(viewer.headers['content-length']).toBe(String(viewer.body.length));
      expect(JSON.parse(operator.body.toString())).toEqual(inspected);
    });

    test('without a session, with one that is none, and with one that has ended, nothing reaches the engine', async () => {
      const dead = await router.login('admin');
      router.run(['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: dead })]);
      const before = engine.seen.length;
      for (const id of ['', dead, '1'.repeat(32), `${sessions.admin ?? ''}x`, '../../etc/passwd', '*']) {
        const answer = await send(cgi(router, id), list);
        expect([answer.status, failureOf(answer)]).toEqual([401, 'session']);
      }
      const bare = await send({ url: `${router.url}/cgi-bin/dockerman`, headers: {} }, list);
      expect(bare.status).toBe(401);
      expect(engine.seen.length).toBe(before);
    });

    test('a refused upload is refused before its body is read, and the connection stays in step', async () => {
      const before = engine.seen.length;
      const admin = cgi(router, sessions.admin ?? '');
      const hidden = rawHead(admin, 'POST', 'ContainerPrune?api_version=1.41');
      const body = hidden.repeat(20_000);
      const viewer = cgi(router, sessions.viewer ?? '');
      const target = 'PutContainerArchive?api_version=1.41&container=web&path=/';
      const socket = rawCall(viewer, 'PUT', target, `Content-Length: ${body.length}`);
      const text = textOf(socket);
      socket.write(body);
      socket.write(rawHead(viewer, 'GET', 'ContainerList?api_version=1.41', 'Connection: close'));
      await once(socket, 'close');
      const statuses = [...text().matchAll(/HTTP\/1.1 (\d+)/g)].map((found) => found[1]);
      expect(statuses).toEqual(['403', '200']);
      expect(engine.seen.slice(before)).toEqual(['GET /v1.41/containers/json']);
    });

    test.each([
      ['POST', 'ContainerList', 'GET'],
      ['GET', 'ContainerStart', 'POST'],
      ['HEAD', 'ContainerList', 'GET'],
      ['OPTIONS', 'ContainerList', 'GET'],
      ['DELETE', 'ContainerList', 'GET'],
    ])('%s of %s is refused and told that it is a %s', async (method, operation, allowed) => {
      const answer = await as('admin', {
        method,
        operation,
        query: { ...(operation === 'ContainerStart' && { container: 'web' }) },
      });
      expect([answer.status, answer.headers.allow]).toEqual([405, allowed]);
      if (method !== 'HEAD') expect(failureOf(answer)).toBe('refused');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    });

    const hostile = [
      'a\r\nX-Evil: 1',
      'a%0d%0ab',
      '../../info',
      'a\0b',
      'a/../b',
      'a?b=c',
      'a b',
      'a#b',
      '',
      '\u{1f600}',
      'a'.repeat(300),
    ];
    test('every hostile value is refused in a name, and its parameter named', async () => {
      const before = engine.seen.length;
      for (const container of hostile) {
        const answer = await as('admin', { operation: 'ContainerInspect', query: { container } });
        expect([answer.status, failureOf(answer)], container).toEqual([400, 'refused']);
        expect(answer.body.toString()).toContain('container');
      }
      for (const query of [
        { api_version: '1.41/../..' },
        { api_version: '1.41\r\n' },
        { engine: 'nix' },
        { evil: '1' },
        { api_version: '' },
      ]) {
        const answer = await as('admin', { operation: 'ContainerList', query });
        expect([answer.status, failureOf(answer)], JSON.stringify(query)).toEqual([400, 'refused']);
      }
      for (const operation of [
        '',
        'Nonesuch',
        'ContainerInspect%00x',
        'ContainerList%0d%0aX-Evil:1',
        'ContainerAttach',
        'ContainerList/x',
        'constructor',
      ])
        expect((await as('admin', { operation, query: { container: 'web' } })).status, operation).toBe(400);
      expect(engine.seen.length).toBe(before);
    });

    test('a malformed percent-encoding and a name given twice are refused', async () => {
      for (const query of [
        'container=%zz',
        'container=%4',
        'container=a&container=b',
        'download=a&download=b&container=a',
      ]) {
        const answer = await send(
          { ...cgi(router, sessions.admin ?? '') },
          { operation: `ContainerInspect?api_version=1.41&${query}&` },
        );
        expect([answer.status, failureOf(answer)], query).toEqual([400, 'refused']);
      }
    });

    test('values arrive at the engine as they were meant', async () => {
      await as('admin', {
        operation: 'ContainerArchive',
        query: { container: 'web', path: '/srv/ä +&=%\u{1f600}' },
      });
      expect(engine.seen.at(-1)).toBe(
        'GET /v1.41/containers/web/archive?path=%2Fsrv%2F%C3%A4%20%2B%26%3D%25%F0%9F%98%80',
      );
    });

    test('1 MB of an id ends in an error, and the next request is served', async () => {
      const before = engine.seen.length;
      const target = `ContainerInspect?api_version=1.41&container=${'a'.repeat(1 << 20)}`;
      const socket = rawCall(cgi(router, sessions.admin ?? ''), 'GET', target);
      const text = textOf(socket);
      socket.end();
      // uhttpd closes with most of it unread: a reset is as good an end
      await new Promise((resolve) => socket.once('close', resolve));
      expect(text()).not.toContain(' 200 ');
      expect((await as('admin', list)).status).toBe(200);
      expect(engine.seen.slice(before)).toEqual(['GET /v1.41/containers/json']);
    });

    test('a JSON body above 64 KiB is too large', async () => {
      const body = JSON.stringify({ Image: 'x'.repeat(65536) });
      const answer = await as('admin', { method: 'POST', operation: 'ContainerCreate', body });
      expect([answer.status, failureOf(answer)]).toEqual([413, 'too-large']);
    });

    test('a body where none belongs, or that is no JSON object, is refused', async () => {
      for (const [operation, body] of [
        ['ContainerStart', '{}'],
        ['ContainerCreate', '[]'],
        ['ContainerCreate', '{'],
      ] as const) {
        const query: Record<string, string> = operation === 'ContainerStart' ? { container: 'web' } : {};
        const answer = await as('admin', { method: 'POST', operation, body, query });
        expect([answer.status, failureOf(answer)], operation).toEqual([400, 'refused']);
      }
    });
  });
});
