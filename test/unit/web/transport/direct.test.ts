import { describe, expect, it } from 'vitest';
import { DirectTransport } from '../../../../web/transport/direct';
import { brokenBody, fakeFetch, json, textOf } from '../fakes/fetch';
import { FakeSocket } from '../fakes/socket';

const list = { operation: 'ContainerList', parameters: { all: true }, apiVersion: '1.41' } as const;

function direct(answer: Parameters<typeof fakeFetch>[0], gateway = true, token?: string) {
  const { fetch, seen } = fakeFetch(answer);
  const sockets: FakeSocket[] = [];
  const WebSocket = class extends FakeSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  } as unknown as typeof globalThis.WebSocket;
  const transport = new DirectTransport({
    target: () => ({ base: 'http://host:2375', gateway, ...(token === undefined ? {} : { token }) }),
    fetch,
    WebSocket,
  });
  return { transport, seen, sockets };
}

describe('the direct transport', () => {
  it('asks the Engine API with its version, and without one for a ping', async () => {
    const { transport, seen } = direct(() => json([]));
    await transport.send(list);
    await transport.send({ operation: 'SystemPing', parameters: {} });
    expect(seen.map(({ url }) => url)).toEqual([
      'http://host:2375/v1.41/containers/json?all=true',
      'http://host:2375/_ping',
    ]);
  });

  it('asks again when the network failed, unless that would do something twice', async () => {
    for (const [operation, tries] of [
      ['ContainerList', 2],
      ['ContainerStart', 2],
      ['ContainerKill', 1],
    ] as const) {
      let asked = 0;
      const { transport } = direct(() =>
        ++asked === 1 ? Promise.reject(new TypeError('Failed to fetch')) : json([]),
      );
      const parameters: Record<string, string> = operation === 'ContainerList' ? {} : { container: 'web' };
      const answer = await transport
        .send({ operation, parameters, apiVersion: '1.43' })
        .catch(() => undefined);
      expect([operation, asked, answer?.status]).toEqual([operation, tries, tries === 2 ? 200 : undefined]);
    }
  });

  it('is unreachable when the browser gets no answer', async () => {
    const { transport } = direct(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(transport.send(list)).rejects.toMatchObject({ failure: 'unreachable' });
  });

  it("knows the gateway's own refusals from the engine's", async () => {
    const refused = direct(() =>
      json({ message: 'log in', failure: 'session' }, 401, { 'X-Dockerman-Failure': 'session' }),
    );
    await expect(refused.transport.send(list)).rejects.toMatchObject({
      failure: 'session',
      message: 'log in',
    });
    const engine = direct(() => json({ message: 'unauthorized' }, 401));
    await expect(engine.transport.send(list)).resolves.toMatchObject({ status: 401 });
  });

  it('carries the login of a gateway elsewhere, which follows no redirect', async () => {
    const { transport, seen } = direct(() => json([]), true, 'secret');
    await transport.send(list);
    expect(seen[0]?.headers.get('Authorization')).toBe('Bearer secret');
    expect(seen[0]?.redirect).toBe('error');
    const without = direct(() => json([]));
    await without.transport.send(list);
    expect(without.seen[0]?.headers.has('Authorization')).toBe(false);
  });

  it('sends a token to the address that it is for, also when another one is found meanwhile', async () => {
    const { fetch, seen } = fakeFetch(() => json({}));
    let target = { base: 'http://one', gateway: true, token: 'of one' };
    const transport = new DirectTransport({ target: () => target, fetch });
    let finish!: () => void;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        finish = () => controller.close();
      },
    });
    const sent = transport.send({ operation: 'ImageLoad', parameters: {}, body, apiVersion: '1.41' });
    target = { base: 'http://two', gateway: true, token: 'of two' };
    finish();
    await sent;
    expect(seen[0]?.url).toBe('http://one/v1.41/images/load');
    expect(seen[0]?.headers.get('Authorization')).toBe('Bearer of one');
  });

  it('says that the answer is broken when its end is missing', async () => {
    const { transport } = direct(() => new Response(brokenBody('[') as BodyInit));
    const { body } = await transport.send(list);
    await expect(textOf(body)).rejects.toMatchObject({ failure: 'broken' });
  });

  it('sends a tar as one', async () => {
    const { transport, seen } = direct(() => json({}));
    await transport.send({
      operation: 'ImageLoad',
      parameters: {},
      body: new Blob(['tar']),
      apiVersion: '1.41',
    });
    expect(seen[0]?.headers.get('Content-Type')).toBe('application/x-tar');
    expect(seen[0]?.body).toBe('tar');
  });

  it('carries exec where the gateway is, attach anywhere, and hijacked connections nowhere', () => {
    expect(direct(() => json({})).transport.carries('ExecStart')).toBe(true);
    const { transport } = direct(() => json({}), false);
    expect(transport.carries('ExecStart')).toBe(false);
    expect(transport.carries('ContainerAttachWebsocket')).toBe(true);
    expect(transport.carries('ContainerAttach')).toBe(false);
  });

  describe('a console', () => {
    const exec = { operation: 'ExecStart', parameters: { exec: 'ab12' }, apiVersion: '1.41' } as const;

    it('is bytes both ways over WebSocket', async () => {
      const { transport, sockets } = direct(() => json({}));
      const opening = transport.open(exec);
      expect(sockets[0]?.url).toBe('ws://host:2375/v1.41/exec/ab12/start');
      sockets[0]?.accept();
      const duplex = await opening;
      duplex.write(new TextEncoder().encode('ls\n'));
      expect(sockets[0]?.sent).toEqual(['ls\n']);
      sockets[0]?.say('file');
      sockets[0]?.hangUp(1000);
      await expect(textOf(duplex.readable)).resolves.toBe('file');
    });

    it('carries the login of a gateway elsewhere as a subprotocol', () => {
      const { transport, sockets } = direct(() => json({}), true, 'secret');
      void transport.open(exec).catch(() => undefined);
      expect(sockets[0]?.protocols).toEqual([
        'dockerman',
        `dockerman.authorization.${btoa('Bearer secret').replace(/=+$/, '')}`,
      ]);
    });

    it('is unreachable when it does not open', async () => {
      const { transport, sockets } = direct(() => json({}));
      const opening = transport.open(exec);
      sockets[0]?.hangUp(1006);
      await expect(opening).rejects.toMatchObject({ failure: 'unreachable' });
    });

    it.each([
      [4401, '', { failure: 'session' }],
      [4409, 'container is paused', { name: 'EngineError', status: 409, message: 'container is paused' }],
      [1011, '', { failure: 'broken' }],
      [1006, '', { failure: 'broken' }],
    ])('that is closed with %i %j ends with what that means', async (code, reason, error) => {
      const { transport, sockets } = direct(() => json({}));
      const opening = transport.open(exec);
      sockets[0]?.accept();
      sockets[0]?.hangUp(code, reason);
      await expect(textOf((await opening).readable)).rejects.toMatchObject(error);
    });

    it('keeps the newest of what nobody reads, and stays open', async () => {
      const { transport, sockets } = direct(() => json({}));
      const opening = transport.open(exec);
      sockets[0]?.accept();
      const { readable } = await opening;
      for (let megabyte = 0; megabyte < 18; megabyte++) sockets[0]?.say('x'.repeat(1 << 20));
      sockets[0]?.say('the end');
      sockets[0]?.hangUp(1000, '');
      const text = await textOf(readable);
      expect(text.length).toBeLessThan(9 << 20);
      expect(text).toMatch(/xthe end$/);
    });

    it('closes with its caller', async () => {
      const { transport, sockets } = direct(() => json({}));
      const abort = new AbortController();
      const opening = transport.open({ ...exec, signal: abort.signal });
      abort.abort(new DOMException('gone', 'AbortError'));
      await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
      expect(sockets[0]?.closed).toBe(true);
    });

    it('is refused for operations that are none', async () => {
      const { transport } = direct(() => json({}));
      await expect(transport.open(list)).rejects.toMatchObject({ failure: 'refused' });
    });
  });
});
