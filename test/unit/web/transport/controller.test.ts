import { describe, expect, it } from 'vitest';
import type { EngineRequest } from '../../../../lib/engine/request';
import { ControllerTransport } from '../../../../web/transport/controller';
import { NotSentError } from '../../../../web/transport/not-sent';
import { brokenBody, fakeFetch, json, textOf, type Seen } from '../fakes/fetch';

const logs: EngineRequest = {
  operation: 'ContainerLogs',
  parameters: { container: 'web', follow: true, stdout: true },
  apiVersion: '1.41',
};
const list: EngineRequest = { operation: 'ContainerList', parameters: { all: true }, apiVersion: '1.41' };

function controller(answer: (request: Seen) => Response | Promise<Response>, luci = true) {
  const fake = fakeFetch(answer);
  const transport = new ControllerTransport({
    program: '/cgi-bin/dockerman',
    engine: '',
    session: () => 'sid',
    fetch: fake.fetch,
    ...(luci ? { luci: { url: '/cgi-bin/luci/admin/docker-api', token: 'csrf' } } : {}),
  });
  return { transport, seen: fake.seen };
}

const missing = () =>
  new Response('<h1>Not Found</h1>', { status: 404, headers: { 'Content-Type': 'text/html' } });

describe('the controller transport', () => {
  it('asks the CGI program with the session in a header and streams the answer', async () => {
    const { transport, seen } = controller(() => new Response('lines'));
    const response = await transport.send(logs);
    await expect(textOf(response.body)).resolves.toBe('lines');
    expect(seen[0]?.url).toBe(
      '/cgi-bin/dockerman/ContainerLogs?container=web&follow=true&stdout=true&api_version=1.41&engine=',
    );
    expect(seen[0]?.headers.get('Authorization')).toBe('Bearer sid');
  });

  it('repeats the key of a parameter that is a list', async () => {
    const { transport, seen } = controller(() => json({}));
    await transport.send({
      operation: 'SystemDataUsage',
      parameters: { type: ['image', 'volume'] },
      apiVersion: '1.45',
    });
    expect(seen[0]?.url).toContain('type=image&type=volume');
  });

  it('uses the method of the operation and sends bytes as they are', async () => {
    const { transport, seen } = controller(() => json({}));
    const tar = new ReadableStream<Uint8Array>({
      start(stream) {
        stream.enqueue(new TextEncoder().encode('tar'));
        stream.close();
      },
    });
    await transport.send({
      operation: 'PutContainerArchive',
      parameters: { container: 'web', path: '/' },
      body: tar,
      apiVersion: '1.41',
    });
    expect(seen[0]).toMatchObject({ method: 'PUT', body: 'tar' });
  });

  it('sends any other body as JSON', async () => {
    const { transport, seen } = controller(() => json({}));
    await transport.send({
      operation: 'ContainerUpdate',
      parameters: { container: 'web' },
      body: { Memory: 1 },
      apiVersion: '1.41',
    });
    expect(seen[0]?.body).toBe('{"Memory":1}');
    expect(seen[0]?.headers.get('Content-Type')).toBe('application/json');
  });

  it.each([
    [401, 'session'],
    [403, 'forbidden'],
    [400, 'refused'],
    [413, 'too-large'],
    [502, 'engine-down'],
    [504, 'timeout'],
  ])('rejects %i with the failure in the header, %s, and its sentence', async (status, failure) => {
    const { transport } = controller(() =>
      json({ failure, message: 'because' }, status, { 'X-Dockerman-Failure': failure }),
    );
    await expect(transport.send(list)).rejects.toMatchObject({ failure, message: 'because' });
  });

  it('has a sentence of its own for a failure without a body', async () => {
    const { transport } = controller(
      () => new Response('', { status: 502, headers: { 'X-Dockerman-Failure': 'engine-down' } }),
    );
    await expect(transport.send(list)).rejects.toMatchObject({
      failure: 'engine-down',
      message: 'The engine is not running.',
    });
  });

  it('passes an error of the engine on as an answer', async () => {
    const { transport } = controller(() => json({ message: 'No such container' }, 404));
    await expect(transport.send(list)).resolves.toMatchObject({ status: 404 });
  });

  it("takes LuCI's login page for an ended session", async () => {
    const { transport } = controller(
      () => new Response('<form>', { status: 403, headers: { 'X-LuCI-Login-Required': 'yes' } }),
    );
    await expect(transport.send(list)).rejects.toMatchObject({ failure: 'session' });
  });

  it('is unreachable when nothing answers', async () => {
    const { transport } = controller(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(transport.send(list)).rejects.toMatchObject({ failure: 'unreachable' });
  });

  it('says that the answer is broken when its end is missing', async () => {
    const { transport } = controller(() => new Response(brokenBody('half') as BodyInit));
    const { body } = await transport.send(logs);
    await expect(textOf(body)).rejects.toMatchObject({ failure: 'broken' });
  });

  it("gives the caller's own reason when the caller aborts while reading", async () => {
    const abort = new AbortController();
    const { transport } = controller(() => new Response(brokenBody('half') as BodyInit));
    const { body } = await transport.send({ ...logs, signal: abort.signal });
    abort.abort(new DOMException('enough', 'AbortError'));
    await expect(textOf(body)).rejects.toMatchObject({ name: 'AbortError' });
  });

  describe("through LuCI's own controller", () => {
    const isLuci = ({ url }: Seen) => url.startsWith('/cgi-bin/luci');

    it('goes there when the web server has no CGI program, and stays there', async () => {
      const { transport, seen } = controller((request) => (isLuci(request) ? json([]) : missing()));
      await transport.send(list).then(({ body }) => textOf(body));
      await transport.send(list).then(({ body }) => textOf(body));
      expect(seen.map(isLuci)).toEqual([false, true, true]);
      expect(seen[1]?.url).toContain('token=csrf');
      expect(seen[1]?.headers.has('Authorization')).toBe(false);
    });

    it('never has two requests there at once, not even while a body is read', async () => {
      let open = 0;
      let most = 0;
      const { transport } = controller((request) => {
        if (!isLuci(request)) return missing();
        most = Math.max(most, ++open);
        const body = new ReadableStream<Uint8Array>(
          {
            async pull(stream) {
              await Promise.resolve();
              open--;
              stream.enqueue(new TextEncoder().encode('[]'));
              stream.close();
            },
          },
          { highWaterMark: 0 },
        );
        return new Response(body as BodyInit, { headers: { 'Content-Type': 'application/json' } });
      });
      await transport.send(list).then(({ body }) => textOf(body));
      await Promise.all(
        Array.from({ length: 5 }, () => transport.send(list).then(({ body }) => textOf(body))),
      );
      expect(most).toBe(1);
    });

    it('goes on after a request that failed, one that was left, and one that was aborted while it waited', async () => {
      let answer: () => Response | Promise<Response> = () => json([]);
      const { transport } = controller((request) => (isLuci(request) ? answer() : missing()));
      await transport.send(list).then(({ body }) => textOf(body));
      answer = () => Promise.reject(new TypeError('Failed to fetch'));
      await expect(transport.send(list)).rejects.toMatchObject({ failure: 'unreachable' });
      answer = () => new Response(new ReadableStream(), { headers: { 'Content-Type': 'application/json' } });
      const left = await transport.send(list);
      const abort = new AbortController();
      const waiting = transport.send({ ...list, signal: abort.signal });
      abort.abort(new DOMException('enough', 'AbortError'));
      await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
      await left.body.cancel();
      answer = () => json(['more']);
      await expect(transport.send(list).then(({ body }) => textOf(body))).resolves.toBe('["more"]');
    });

    it('reads a followed log as far as it goes, and carries no endless events', async () => {
      const { transport, seen } = controller((request) => (isLuci(request) ? new Response('x') : missing()));
      await transport.send(logs).then(({ body }) => textOf(body));
      expect(seen[1]?.url).toContain('follow=false');
      expect(transport.carries('SystemEvents')).toBe(false);
      await expect(transport.send({ operation: 'SystemEvents', parameters: {} })).rejects.toMatchObject({
        failure: 'refused',
      });
    });

    it('is unreachable when there is no LuCI either', async () => {
      const { transport } = controller(missing, false);
      await expect(transport.send(list)).rejects.toBeInstanceOf(NotSentError);
      await expect(transport.send(list)).rejects.toMatchObject({ failure: 'unreachable' });
    });
  });
});
