import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeEngine } from './fake-engine';
import { gatewayUnderTest, settled, temporaryFolder, until } from './gateway-under-test';

const logs = '/engine/local/v1.43/containers/web/logs?stdout=1&follow=1';

describe('headers', () => {
  test('of the browser stay here, but for the few that an engine reads', async () => {
    let headers = {};
    const engine = await fakeEngine((request, response) => {
      headers = request.headers;
      response.end('{}');
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    await gateway.fetch('/engine/local/images/a/push', {
      method: 'POST',
      headers: {
        'X-Registry-Auth': 'e30=',
        'X-Forwarded-For': '1.2.3.4',
        Authorization: `Bearer ${gateway.token}`,
      },
    });
    expect(headers).toMatchObject({ host: 'docker', 'x-registry-auth': 'e30=', 'content-length': '0' });
    for (const name of ['cookie', 'authorization', 'origin', 'x-forwarded-for'])
      expect(headers).not.toHaveProperty(name);
  });

  test('of the engine pass, but for those of its connection and those that would weaken the page', async () => {
    const engine = await fakeEngine((_, response) => {
      response.writeHead(201, {
        'Api-Version': '1.43',
        'Content-Type': 'text/html',
        Connection: 'close, X-Private',
        'X-Private': 'a',
        'Set-Cookie': 'a=b',
        'Access-Control-Allow-Origin': '*',
        'Content-Security-Policy': 'script-src *',
      });
      response.end('<script>alert(1)</script>');
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    const answer = await gateway.fetch('/engine/local/version');
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Api-Version')).toBe('1.43');
    expect(answer.headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; sandbox; frame-ancestors 'none'",
    );
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
    for (const name of ['X-Private', 'Set-Cookie', 'Access-Control-Allow-Origin'])
      expect(answer.headers.get(name)).toBeNull();
  });

  test('of a ping tell that consoles work here', async () => {
    const engine = await fakeEngine((_, response) => response.end('OK'));
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    expect((await gateway.fetch('/engine/local/_ping')).headers.get('Dockerman-Gateway')).toBe('exec');
    expect(
      (await gateway.fetch('/engine/local/_ping', { method: 'HEAD' })).headers.get('Dockerman-Gateway'),
    ).toBe('exec');
    expect((await gateway.fetch('/engine/local/info')).headers.get('Dockerman-Gateway')).toBeNull();
  });
});

describe('streams', () => {
  test('arrive as they are written', async () => {
    let write: (text: string) => void = () => {};
    const engine = await fakeEngine((_, response) => {
      response.flushHeaders();
      write = (text) => response.write(text);
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    const answer = await gateway.fetch(logs);
    const reader = answer.body?.getReader();
    for (const text of ['one', 'two']) {
      write(text);
      expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(text);
    }
    await reader?.cancel();
  });

  test('end at the engine when the browser goes away', async () => {
    let closed = false;
    const engine = await fakeEngine((_, response) => {
      response.flushHeaders();
      response.on('close', () => (closed = true));
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    const gone = new AbortController();
    await gateway.fetch(logs, { signal: gone.signal });
    gone.abort();
    await until(() => closed);
  });

  test('end at the engine when the browser goes away before an answer', async () => {
    let asked = false;
    let closed = false;
    const engine = await fakeEngine((_, response) => {
      asked = true;
      response.on('close', () => (closed = true));
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    const gone = new AbortController();
    const answer = gateway.fetch('/engine/local/containers/web/wait', {
      method: 'POST',
      signal: gone.signal,
    });
    await until(() => asked);
    gone.abort();
    await expect(answer).rejects.toThrow();
    await until(() => closed);
  });

  test.each(['chunked', 'with a length'])('that break are broken for the browser too, %s', async (kind) => {
    const engine = await fakeEngine((_, response) => {
      if (kind !== 'chunked') response.setHeader('Content-Length', '1000');
      response.write('half', () => response.destroy());
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    const answer = await gateway.fetch('/engine/local/containers/web/export');
    await expect(answer.text()).rejects.toThrow();
  });

  test('are not read ahead: a browser that does not read slows the engine down', async () => {
    const total = 256 * 1024 * 1024;
    let written = 0;
    let full = false;
    const engine = await fakeEngine((_, response) => {
      const block = Buffer.alloc(1024 * 1024);
      const more = () => {
        while (written < total) {
          written += block.length;
          if (!response.write(block)) {
            full = true;
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    const answer = await gateway.fetch('/engine/local/containers/web/export');
    await until(() => full);
    // nothing moves any more once the buffers on the way are full
    expect(await settled(() => written)).toBeLessThan(total / 4);
    let length = 0;
    for await (const part of answer.body ?? []) length += (part as Uint8Array).length;
    expect(length).toBe(total);
  });

  test.each([
    ['with a length', true],
    ['chunked', false],
  ])('up arrive whole, %s', async (_, withLength) => {
    let received = 0;
    let headers: Record<string, unknown> = {};
    const engine = await fakeEngine((request, response) => {
      headers = request.headers;
      request.on('data', (part: Buffer) => (received += part.length));
      request.on('end', () => response.end('{}'));
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    const bytes = new Uint8Array(20 * 1024 * 1024);
    const answer = await gateway.fetch('/engine/local/images/load', {
      method: 'POST',
      body: withLength ? bytes : new Blob([bytes]).stream(),
      headers: { 'Content-Type': 'application/x-tar' },
      ...(!withLength && { duplex: 'half' }),
    } as RequestInit);
    expect(answer.status).toBe(200);
    expect(received).toBe(bytes.length);
    expect(headers['content-length']).toBe(withLength ? String(bytes.length) : undefined);
    expect(headers['transfer-encoding']).toBe(withLength ? undefined : 'chunked');
  });

  test('up that the engine refuses half way bring its answer', async () => {
    const engine = await fakeEngine((_, response) => {
      response.writeHead(404, { Connection: 'close', 'Content-Type': 'application/json' });
      response.end('{"message":"No such container: web"}');
    });
    const gateway = await gatewayUnderTest({ engines: [engine.setting] });
    const answer = await gateway.fetch('/engine/local/containers/web/archive?path=/', {
      method: 'PUT',
      body: new Uint8Array(64 * 1024),
    });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ message: 'No such container: web' });
  });
});

describe('an engine that is not there', () => {
  test.each([
    [
      'a socket that does not exist',
      () => ({ kind: 'unix', socket: join(temporaryFolder(), 'none.sock') }) as const,
    ],
    ['a port that nobody listens on', () => ({ kind: 'tcp', host: '127.0.0.1', port: 1 }) as const],
  ])('%s is said to be down', async (_, address) => {
    const gateway = await gatewayUnderTest({ engines: [{ name: 'local', address: address() }] });
    const answer = await gateway.fetch('/engine/local/info');
    expect(answer.status).toBe(502);
    expect(answer.headers.get('X-Dockerman-Failure')).toBe('engine-down');
    expect(await answer.json()).toMatchObject({
      message: expect.stringMatching(/is dockerd running/) as string,
    });
  });

  test('something that speaks no HTTP is said not to answer', async () => {
    const server = createTcpServer((socket: Socket) => socket.on('data', () => socket.end('what?\n')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const address = { kind: 'tcp', host: '127.0.0.1', port } as const;
    const gateway = await gatewayUnderTest({ engines: [{ name: 'local', address }] });
    const answer = await gateway.fetch('/engine/local/info');
    expect(answer.status).toBe(502);
    expect(answer.headers.get('X-Dockerman-Failure')).toBe('engine-down');
  });

  test('one that is not configured is not found', async () => {
    const gateway = await gatewayUnderTest();
    expect((await gateway.fetch('/engine/other/info')).status).toBe(404);
    expect((await gateway.fetch('/engine/constructor/info')).status).toBe(404);
  });
});
