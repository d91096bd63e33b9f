import { createServer, request } from 'node:https';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { engineAddress } from '../../gateway/engine/address';
import { certificates } from './certificates';
import { gatewayUnderTest, password, temporaryFolder } from './gateway-under-test';

async function listen(server: Server & { closeAllConnections?: () => void }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections?.();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe('an engine behind TLS', () => {
  test('is asked with our certificate, and believed by its authority', async () => {
    const made = certificates();
    const engine = createServer(
      { ...made.server, ca: made.ca, requestCert: true, rejectUnauthorized: true },
      (asked, answer) => {
        answer.end(JSON.stringify({ client: (asked.socket as TLSSocket).getPeerCertificate().subject.CN }));
      },
    );
    const port = await listen(engine);
    const address = await engineAddress(`tls://127.0.0.1:${port}`, made.folder);
    const gateway = await gatewayUnderTest({ engines: [{ name: 'local', address }] });
    const answer = await gateway.fetch('/engine/local/info');
    expect(await answer.json()).toEqual({ client: 'client' });
  });

  test('whose certificate is of another authority is refused, and the message says so', async () => {
    const [made, other] = [certificates(), certificates()];
    const port = await listen(createServer(made.server, (_, answer) => answer.end('{}')));
    const address = await engineAddress(`tls://127.0.0.1:${port}`, other.folder);
    const gateway = await gatewayUnderTest({ engines: [{ name: 'local', address }] });
    const answer = await gateway.fetch('/engine/local/info');
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({
      message: expect.stringMatching(/TLS connection .* failed: .*certificate/) as string,
    });
  });

  test('that wants a certificate and gets none is said to be so', async () => {
    const made = certificates();
    const engine = createServer(
      { ...made.server, ca: made.ca, requestCert: true, rejectUnauthorized: true },
      (_, answer) => answer.end('{}'),
    );
    const port = await listen(engine);
    const address = { kind: 'tls', host: '127.0.0.1', port, tls: { ca: made.ca } } as const;
    const gateway = await gatewayUnderTest({ engines: [{ name: 'local', address }] });
    const answer = await gateway.fetch('/engine/local/info');
    expect(answer.status).toBe(502);
    expect(answer.headers.get('X-Dockerman-Failure')).toBe('engine-down');
  });

  test('named without its folder of certificates is an error that names the folder', async () => {
    const folder = temporaryFolder();
    await expect(engineAddress('tls://host', folder)).rejects.toThrow(folder);
  });
});

test('an engine on tcp is passed through', async () => {
  const port = await listen(
    createHttpServer((asked, answer) => answer.end(JSON.stringify({ asked: asked.url }))),
  );
  const address = await engineAddress(`tcp://127.0.0.1:${port}`);
  const gateway = await gatewayUnderTest({ engines: [{ name: 'local', address }] });
  expect(await (await gateway.fetch('/engine/local/v1.41/info')).json()).toEqual({ asked: '/v1.41/info' });
});

test('the gateway itself speaks https, and its cookie is Secure', async () => {
  const made = certificates();
  const gateway = await gatewayUnderTest({ tls: made.server });
  const cookie = await new Promise<string>((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', Origin: gateway.origin };
    const sent = request(`${gateway.origin}/login`, { method: 'POST', ca: made.ca, headers }, (answer) => {
      answer.resume();
      resolve(String(answer.headers['set-cookie']));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ password }));
  });
  expect(cookie).toContain('; Secure');
});
