import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { openConsole } from './console-client';
import { fakeEngine } from './fake-engine';
import { gatewayUnderTest, settled, until } from './gateway-under-test';

const start = '/engine/local/v1.43/exec/abc123/start';
const inspect = JSON.stringify({ ProcessConfig: { tty: true } });

/** An engine whose exec `abc123` has a terminal, and hands its hijacked connection to the test. */
async function hijacked(status = '101 UPGRADED') {
  const connections: Duplex[] = [];
  const bodies: string[] = [];
  const engine = await fakeEngine(
    (_, response) => response.end(inspect),
    (request, socket, head) => {
      bodies.push(head.toString());
      if (status.startsWith('101')) {
        socket.write(
          `HTTP/1.1 ${status}\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
        );
        connections.push(socket);
      } else {
        const body = '{"message":"exec abc123 has already run"}';
        socket.end(
          `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
      }
      expect(request.headers.upgrade).toBe('tcp');
    },
  );
  const gateway = await gatewayUnderTest({ engines: [engine.setting] });
  return { engine, gateway, connections, bodies };
}

/** Resolves when the other side of a connection is closed altogether, and not only its input: writing fails then. */
function gone(connection: Duplex | undefined): Promise<void> {
  return until(() => {
    if (!connection?.destroyed) connection?.resume().write('anybody there?');
    return connection?.destroyed === true;
  });
}

describe('a console', () => {
  test('carries bytes both ways', async () => {
    const { engine, gateway, connections } = await hijacked();
    const client = await openConsole(gateway, start);
    expect(engine.seen).toEqual(['GET /v1.43/exec/abc123/json', 'POST /v1.43/exec/abc123/start']);
    const [connection] = connections;
    let typed = '';
    connection?.on('data', (data: Buffer) => {
      // the body of the request comes first: an upgrade leaves it to us
      typed += data.toString();
    });
    client.send('ls\r');
    await until(() => typed.endsWith('ls\r'));
    connection?.write(Buffer.from([0, 255, 10]));
    await client.saw('\u0000\u00ff\n');
  });

  test('closes when the process has ended', async () => {
    const { gateway, connections } = await hijacked();
    const client = await openConsole(gateway, start);
    connections[0]?.end('bye');
    expect(await client.closed).toMatchObject({ code: 1000 });
    expect(client.text()).toBe('bye');
  });

  test('closes the connection to the engine when the browser goes away', async () => {
    const { gateway, connections } = await hijacked();
    const client = await openConsole(gateway, start);
    client.socket.terminate();
    await gone(connections[0]);
  });

  test('passes the end of the input on, and goes on with the output', async () => {
    const { gateway, connections } = await hijacked();
    const client = await openConsole(gateway, start);
    let ended = false;
    connections[0]?.resume().on('end', () => (ended = true));
    client.send('');
    await until(() => ended);
    connections[0]?.end('the rest');
    await client.closed;
    expect(client.text()).toBe('the rest');
  });

  test('that the engine refuses closes with its status and its sentence', async () => {
    const { gateway } = await hijacked('409 Conflict');
    const client = await openConsole(gateway, start);
    expect(await client.closed).toEqual({ code: 4409, reason: 'exec abc123 has already run' });
  });

  test('on an engine that is down says so', async () => {
    const address = { kind: 'unix', socket: '/nonexistent/docker.sock' } as const;
    const gateway = await gatewayUnderTest({ engines: [{ name: 'local', address }] });
    const client = await openConsole(gateway, '/engine/local/containers/web/attach/ws?stream=1');
    expect(await client.closed).toMatchObject({
      code: 4502,
      reason: expect.stringContaining('is dockerd running') as string,
    });
  });

  test('ends with the session', async () => {
    const { gateway, connections } = await hijacked();
    const client = await openConsole(gateway, start);
    gateway.sessions.close(gateway.token);
    expect(await client.closed).toMatchObject({ code: 4401 });
    await gone(connections[0]);
  });

  test('does not read the engine ahead of a browser that does not read', async () => {
    const { gateway, connections } = await hijacked();
    const client = await openConsole(gateway, start);
    client.socket.pause();
    const [connection] = connections;
    const block = Buffer.alloc(1024 * 1024);
    const total = 64;
    let written = 0;
    const more = () => {
      while (written < total) {
        written += 1;
        if (!connection?.write(block)) return;
      }
    };
    connection?.on('drain', more);
    more();
    expect(await settled(() => written)).toBeLessThan(total / 2);
    client.socket.resume();
    await until(() => client.text().length === total * block.length);
  });
});

describe('the handshake', () => {
  const attach = '/engine/local/containers/tools/attach/ws?stream=1&stdin=1&stdout=1';

  test.each([
    ['without a session', () => ({}), 401],
    ['by the cookie without Origin', ({ cookie }: { cookie: string }) => ({ Cookie: cookie }), 403],
    [
      'from another site',
      ({ cookie }: { cookie: string }) => ({ Cookie: cookie, Origin: 'https://evil.example' }),
      403,
    ],
    [
      'for another host',
      ({ cookie, origin }: { cookie: string; origin: string }) => ({
        Cookie: cookie,
        Origin: origin,
        Host: 'evil.example',
      }),
      421,
    ],
  ])('%s is refused', async (_, headers, status) => {
    const gateway = await gatewayUnderTest();
    await expect(openConsole(gateway, attach, { headers: headers(gateway) })).rejects.toThrow(String(status));
  });

  test('of a page of an allowed origin brings its authorization as a subprotocol', async () => {
    const origin = 'https://router.lan';
    const gateway = await gatewayUnderTest({ rules: { origins: [origin] } });
    const offer = (text: string) => [
      'dockerman',
      `dockerman.authorization.${Buffer.from(text).toString('base64url')}`,
    ];
    const client = await openConsole(gateway, attach, {
      headers: { Origin: origin },
      protocols: offer(`Bearer ${gateway.token}`),
    });
    expect(client.socket.protocol).toBe('dockerman');
    await expect(
      openConsole(gateway, attach, { headers: { Origin: origin }, protocols: offer('Bearer x') }),
    ).rejects.toThrow('401');
  });

  test.each([
    '/engine/local/containers/json',
    '/engine/local/containers/tools/logs',
    '/engine/local/session',
  ])('for %s is refused: only attach and exec are consoles', async (path) => {
    const gateway = await gatewayUnderTest();
    await expect(openConsole(gateway, path)).rejects.toThrow('403');
  });
});
