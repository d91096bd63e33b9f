import { request } from 'node:http';
import { expect, test } from 'vitest';
import { RateLimit } from '../../gateway/login/rate-limit';
import { gatewayUnderTest, password, type GatewayUnderTest } from './gateway-under-test';

/** A request with exactly these headers; fetch would not let a test choose Host. */
function ask(gateway: GatewayUnderTest, method: string, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const host = `127.0.0.1:${gateway.port}`;
      const sent = request(
        { host: '127.0.0.1', port: gateway.port, method, path, headers: { Host: host, ...headers } },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => (text += part));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
        },
      );
      sent.on('error', reject);
      sent.end();
    },
  );
}

const list = '/engine/local/containers/json';
const start = '/engine/local/containers/backup/start';

test.each(['router.lan', 'evil.example:80', '192.0.2.7', '127.0.0.1.evil.example', '[2001:db8::1]', 'a b'])(
  'a Host that is not ours is refused, so that no other name can be pointed here: %j',
  async (host) => {
    const gateway = await gatewayUnderTest();
    const answer = await ask(gateway, 'GET', '/', { Host: host });
    expect(answer.status).toBe(421);
    expect(answer.text).not.toContain('<title>');
  },
);

test.each(['localhost', 'LOCALHOST:8375', 'dm.localhost', '127.0.0.1', '127.8.9.1:1', '[::1]:8375'])(
  'a loopback Host is ours: %s',
  async (host) => {
    const gateway = await gatewayUnderTest();
    expect((await ask(gateway, 'GET', '/', { Host: host })).status).toBe(200);
  },
);

test('a configured Host is ours', async () => {
  const gateway = await gatewayUnderTest({ rules: { hosts: ['docker.lan'] } });
  expect((await ask(gateway, 'GET', '/', { Host: 'docker.lan' })).status).toBe(200);
});

test.each([
  ['another site', { Origin: 'https://evil.example' }],
  ['another port of this host', { Origin: 'http://127.0.0.1:1' }],
  ['a sandboxed page', { Origin: 'null' }],
  ['a page that sends no Origin', { 'Sec-Fetch-Site': 'cross-site' }],
  ['another port, without Origin', { 'Sec-Fetch-Site': 'same-site' }],
])('a page of %s is refused, with a session or without', async (_, headers) => {
  const gateway = await gatewayUnderTest();
  for (const [method, path] of [
    ['GET', list],
    ['POST', start],
    ['POST', '/login'],
    ['POST', '/logout'],
  ] as const) {
    const answer = await ask(gateway, method, path, { Cookie: gateway.cookie, ...headers });
    expect(answer.status).toBe(403);
    expect(answer.headers['x-dockerman-failure']).toBe('forbidden');
  }
  expect((await gateway.fetch(list)).status).toBe(200);
});

test('that a page was refused can be told from a port where nobody listens; an answer with something in it cannot be taken in', async () => {
  const gateway = await gatewayUnderTest();
  const elsewhere = { Cookie: gateway.cookie, 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' };
  const refused = await ask(gateway, 'GET', '/engine/local/_ping', elsewhere);
  expect(refused.status).toBe(403);
  expect(refused.headers['cross-origin-resource-policy']).toBe('cross-origin');
  const given = await ask(gateway, 'GET', list, { Cookie: gateway.cookie });
  expect(given.headers['cross-origin-resource-policy']).toBe('same-origin');
});

test('a link from another site opens the page', async () => {
  const gateway = await gatewayUnderTest();
  const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', Accept: 'text/html' };
  expect((await ask(gateway, 'GET', '/', headers)).status).toBe(200);
});

test('a change by the cookie alone needs our own Origin', async () => {
  const gateway = await gatewayUnderTest();
  const { cookie } = gateway;
  expect((await ask(gateway, 'POST', start, { Cookie: cookie })).status).toBe(403);
  expect((await ask(gateway, 'GET', list, { Cookie: cookie })).status).toBe(200);
  expect((await ask(gateway, 'POST', start, { Cookie: cookie, Origin: gateway.origin })).status).toBe(204);
});

test('a program without Origin comes in with a token or a password', async () => {
  const gateway = await gatewayUnderTest();
  const bearer = await ask(gateway, 'POST', start, { Authorization: `Bearer ${gateway.token}` });
  expect(bearer.status).toBe(204);
  const basic = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
  expect((await ask(gateway, 'GET', list, { Authorization: basic })).status).toBe(200);
  const wrong = `Basic ${Buffer.from('admin:wrong').toString('base64')}`;
  expect((await ask(gateway, 'GET', list, { Authorization: wrong })).status).toBe(401);
  expect((await ask(gateway, 'GET', list, { Authorization: 'Bearer nothing' })).status).toBe(401);
  expect((await ask(gateway, 'GET', list, { Authorization: 'Digest x' })).status).toBe(401);
});

test('many requests with one password at once are one login', async () => {
  const gateway = await gatewayUnderTest({ limit: new RateLimit({ free: 1 }) });
  const basic = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => ask(gateway, 'GET', list, { Authorization: basic })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
});

test('a page of an allowed origin asks first, logs in for a token, and may read the answers', async () => {
  const router = 'https://router.lan';
  const gateway = await gatewayUnderTest({ rules: { origins: [router] } });
  const preflight = await ask(gateway, 'OPTIONS', start, {
    Origin: router,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'authorization',
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': router,
    'access-control-allow-methods': expect.stringContaining('POST') as string,
    'access-control-allow-headers': expect.stringContaining('Authorization') as string,
  });
  const login = await fetch(`${gateway.origin}/login`, {
    method: 'POST',
    headers: { Origin: router, 'Content-Type': 'application/json' },
    body: JSON.stringify({ password }),
  });
  expect(login.headers.get('Set-Cookie')).toBeNull();
  const { token } = (await login.json()) as { token: string };
  const ping = await ask(gateway, 'GET', '/engine/local/_ping', {
    Origin: router,
    Authorization: `Bearer ${token}`,
  });
  expect(ping.status).toBe(200);
  expect(ping.headers['access-control-allow-origin']).toBe(router);
  expect(ping.headers['access-control-expose-headers']).toContain('Dockerman-Gateway');
  // a refusal can be read too
  const refused = await ask(gateway, 'GET', list, { Origin: router });
  expect(refused.status).toBe(401);
  expect(refused.headers['access-control-allow-origin']).toBe(router);
  expect(refused.headers['access-control-allow-credentials']).toBeUndefined();
});

test('nobody else gets an answer to a preflight', async () => {
  const gateway = await gatewayUnderTest({ rules: { origins: ['https://router.lan'] } });
  const answer = await ask(gateway, 'OPTIONS', start, { Origin: 'https://router.lan.evil.example' });
  expect(answer.status).toBe(403);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
});
