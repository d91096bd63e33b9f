import { describe, expect, it, vi } from 'vitest';
import { ParameterError } from '../../../../lib/engine/operations';
import type { Live, LiveRequest } from '../../../../web/live/live';
import type { HubAccess, OpenMessage, Source } from '../../../../web/live/messages';
import { eventsSilence, transportOpener } from '../../../../web/live/opener';
import { RemoteTransport } from '../../../../web/live/remote-transport';
import { fakeFetch, json, textOf, type Seen } from '../fakes/fetch';

const target = { base: 'http://engine', gateway: true, token: 'of the engine' };

function remote(name: Source['transport']) {
  const opened: LiveRequest[] = [];
  const live = {
    open: async (request: LiveRequest) => {
      opened.push(request);
      return { status: 200, headers: new Headers(), body: new ReadableStream<Uint8Array>() };
    },
  } as unknown as Live;
  return { transport: new RemoteTransport(name, live, () => target), opened };
}

const logs = {
  operation: 'ContainerLogs',
  parameters: { container: 'web', follow: true },
  apiVersion: '1.41',
} as const;

describe('a stream through the hub', () => {
  it.each<[Source['transport'], Source]>([
    [
      'keeper',
      {
        transport: 'keeper',
        method: 'operate',
        operation: 'ContainerLogs',
        parameters: { container: 'web', follow: 'true' },
        apiVersion: '1.41',
      },
    ],
    [
      'controller',
      { transport: 'controller', target: 'ContainerLogs?container=web&follow=true&api_version=1.41' },
    ],
    [
      'direct',
      {
        transport: 'direct',
        url: 'http://engine/v1.41/containers/web/logs?follow=true',
        token: 'of the engine',
      },
    ],
  ])('over the %s is spelled out by the tab', async (name, source) => {
    const { transport, opened } = remote(name);
    await transport.send(logs);
    expect(opened).toMatchObject([{ source, shared: false }]);
  });

  it('is shared by tabs when it is the same for all of them', async () => {
    const { transport, opened } = remote('keeper');
    await transport.send({ operation: 'SystemEvents', parameters: {}, apiVersion: '1.41' });
    await transport.send({ operation: 'SystemEvents', parameters: { since: '1' }, apiVersion: '1.41' });
    expect(opened.map(({ shared }) => shared)).toEqual([true, false]);
  });

  it.each(['keeper', 'controller', 'direct'] as const)(
    'never leaves over the %s with a bad id',
    async (name) => {
      const { transport, opened } = remote(name);
      for (const container of ['../x', 'a\r\nb', 'a\0', ''])
        await expect(transport.send({ ...logs, parameters: { container } })).rejects.toBeInstanceOf(
          ParameterError,
        );
      expect(opened).toEqual([]);
    },
  );

  it('is carried for streams alone', () => {
    const { transport } = remote('keeper');
    expect(
      ['SystemEvents', 'ContainerList', 'ImageBuild', 'ServiceLogs'].map((name) =>
        transport.carries(name as never),
      ),
    ).toEqual([true, false, false, false]);
  });
});

describe('the opener of the hub', () => {
  const access: HubAccess = {
    router: { ubus: '/ubus/', program: '/cgi-bin/dockerman', session: 'sid', engine: 'nas' },
  };
  const open = (source: Source, answer: (request: Seen) => Response | Promise<Response>, given = access) => {
    const { fetch, seen } = fakeFetch(answer);
    const message: OpenMessage = { type: 'open', id: '0', source, shared: false };
    return { response: transportOpener(given, fetch)(message, new AbortController().signal), seen };
  };
  const controller = {
    transport: 'controller',
    target: 'ContainerLogs?container=web&api_version=1.41',
  } as const;
  const direct = { transport: 'direct', url: 'http://engine:2375/v1.41/events' } as const;

  it('asks the CGI program with session and engine', async () => {
    const { response, seen } = open(controller, () => new Response('lines'));
    await expect(textOf((await response).body)).resolves.toBe('lines');
    expect(seen[0]?.url).toBe('/cgi-bin/dockerman/ContainerLogs?container=web&api_version=1.41&engine=nas');
    expect(seen[0]?.headers.get('Authorization')).toBe('Bearer sid');
  });

  it("breaks off the CGI program's events when they show no sign of life any more", async () => {
    vi.useFakeTimers();
    try {
      let source!: ReadableStreamDefaultController<Uint8Array>;
      const cancel = vi.fn();
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => void (source = controller),
        cancel,
      });
      const { response } = open(
        { transport: 'controller', target: 'SystemEvents?api_version=1.41' },
        () => new Response(body),
      );
      const reader = (await response).body.getReader();
      for (let beats = 0; beats < 3; beats++) {
        const read = reader.read();
        await vi.advanceTimersByTimeAsync(eventsSilence - 1);
        source.enqueue(Uint8Array.of(10));
        expect((await read).value).toEqual(Uint8Array.of(10));
      }
      const read = expect(reader.read()).rejects.toMatchObject({ failure: 'broken' });
      await vi.advanceTimersByTimeAsync(eventsSilence);
      await read;
      expect(cancel).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks the engine itself without any session', async () => {
    const { response, seen } = open(direct, () => json({ message: 'gone' }, 502));
    await expect(response).resolves.toMatchObject({ status: 502 });
    expect(seen[0]?.url).toBe('http://engine:2375/v1.41/events');
    expect(seen[0]?.headers.has('Authorization')).toBe(false);
  });

  it("asks a gateway with the tab's session there, which follows no redirect", async () => {
    const { response, seen } = open({ ...direct, token: 'secret' }, () => new Response('events'));
    await response;
    expect(seen[0]?.headers.get('Authorization')).toBe('Bearer secret');
    expect(seen[0]?.redirect).toBe('error');
  });

  it('opens a stream of the keeper', async () => {
    const { response } = open(
      { transport: 'keeper', method: 'view', operation: 'SystemEvents', parameters: {}, apiVersion: '1.41' },
      ({ body }) => {
        const { id, params } = JSON.parse(body) as { id: number; params: [string, string, string] };
        expect(params.slice(0, 3)).toEqual(['sid', 'dockerman.keeper', 'view']);
        return json({ id, result: [0, { failure: 'engine-down', message: 'not running' }] });
      },
    );
    await expect(response).rejects.toMatchObject({ failure: 'engine-down' });
  });

  it.each([
    [
      controller,
      () => json({ failure: 'forbidden', message: 'no' }, 403, { 'X-Dockerman-Failure': 'forbidden' }),
      'forbidden',
    ],
    [controller, () => new Response('<h1>', { status: 404 }), 'unreachable'],
    [controller, () => Promise.reject(new TypeError('Failed to fetch')), 'unreachable'],
    [
      direct,
      () => json({ failure: 'session', message: 'log in' }, 401, { 'X-Dockerman-Failure': 'session' }),
      'session',
    ],
    [direct, () => Promise.reject(new TypeError('Failed to fetch')), 'unreachable'],
  ])('tells what failed: %j', async (source, answer, failure) => {
    await expect(open(source, answer).response).rejects.toMatchObject({ failure });
  });

  it('is unreachable over what the tab did not name', async () => {
    await expect(open(controller, () => json({}), {}).response).rejects.toMatchObject({
      failure: 'unreachable',
    });
  });
});
