import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashPassword, verifyPassword } from '../../gateway/login/password';
import { stateFolder, storedPassword } from '../../gateway/login/password-file';
import { RateLimit } from '../../gateway/login/rate-limit';
import { Sessions } from '../../gateway/login/sessions';
import { gatewayUnderTest, password, temporaryFolder, type GatewayUnderTest } from './gateway-under-test';

function login(gateway: GatewayUnderTest, given: unknown, headers: Record<string, string> = {}) {
  return fetch(`${gateway.origin}/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: gateway.origin, ...headers },
    body: JSON.stringify(given),
  });
}

describe('the login', () => {
  test('opens a session by a cookie that scripts cannot read and other sites do not send', async () => {
    const gateway = await gatewayUnderTest();
    const answer = await login(gateway, { password });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ authenticated: true });
    const cookie = answer.headers.get('Set-Cookie') ?? '';
    expect(cookie).toMatch(new RegExp(`^dockerman-${gateway.port}=[A-Za-z0-9_-]{43}; `));
    expect(cookie).toContain('; HttpOnly');
    expect(cookie).toContain('; SameSite=Strict');
    expect(cookie).toContain('; Path=/');
    expect(cookie).not.toContain('Secure');
    const session = await fetch(`${gateway.origin}/session`, {
      headers: { Cookie: cookie.split(';')[0] ?? '' },
    });
    expect(await session.json()).toEqual({
      authenticated: true,
      roles: ['viewer', 'operator', 'admin'],
      engines: [{ name: 'local', kind: 'simulated' }],
    });
  });

  test('marks the cookie Secure behind a proxy that speaks https', async () => {
    const gateway = await gatewayUnderTest();
    const answer = await login(gateway, { password }, { 'X-Forwarded-Proto': 'https' });
    expect(answer.headers.get('Set-Cookie')).toContain('; Secure');
  });

  test('tells nothing without a session', async () => {
    const gateway = await gatewayUnderTest();
    const answer = await fetch(`${gateway.origin}/session`);
    expect(await answer.json()).toEqual({ authenticated: false, roles: [], engines: [] });
    const list = await fetch(`${gateway.origin}/engine/local/containers/json`);
    expect(list.status).toBe(401);
    expect(list.headers.get('X-Dockerman-Failure')).toBe('session');
  });

  test('refuses a wrong password, and sets no cookie', async () => {
    const gateway = await gatewayUnderTest();
    const answer = await login(gateway, { password: 'wrong' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('Set-Cookie')).toBeNull();
    expect(await answer.json()).toMatchObject({ message: 'the password is wrong' });
  });

  test.each([
    ['no password', {}, 400],
    ['a password that is no text', { password: 1 }, 400],
    ['a body that is too long', { password: 'x'.repeat(5000) }, 413],
  ])('refuses %s', async (_, body, status) => {
    const gateway = await gatewayUnderTest();
    expect((await login(gateway, body)).status).toBe(status);
  });

  test('refuses a form, which a page of another site could send', async () => {
    const gateway = await gatewayUnderTest();
    const answer = await login(gateway, { password }, { 'Content-Type': 'text/plain' });
    expect(answer.status).toBe(415);
  });

  test('makes guessing slow: after five wrong passwords even the right one has to wait', async () => {
    let now = 0;
    const gateway = await gatewayUnderTest({ limit: new RateLimit({ now: () => now, free: 5 }) });
    for (let at = 0; at < 5; at++) expect((await login(gateway, { password: 'wrong' })).status).toBe(401);
    const refused = await login(gateway, { password });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    now += 1000 * Number(refused.headers.get('Retry-After'));
    expect((await login(gateway, { password })).status).toBe(200);
  });

  test('counts guesses that are sent all at once', async () => {
    const gateway = await gatewayUnderTest({ limit: new RateLimit({ now: () => 0, free: 5 }) });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => login(gateway, { password: 'wrong' })),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  test('ends the session at logout, with what it has open', async () => {
    const gateway = await gatewayUnderTest();
    const stream = await gateway.fetch('/engine/local/events');
    const reading = stream.text();
    const answer = await gateway.fetch('/logout', { method: 'POST' });
    expect(answer.headers.get('Set-Cookie')).toContain('Max-Age=0');
    await expect(reading).rejects.toThrow();
    expect((await gateway.fetch('/engine/local/info')).status).toBe(401);
  });
});

describe('sessions', () => {
  test('end when they are not used, and when they are old', () => {
    let now = 0;
    const sessions = new Sessions({ now: () => now, idle: 1000, longest: 5000 });
    const token = sessions.open();
    now = 999;
    expect(sessions.use(token)).not.toBeNull();
    now = 1998;
    expect(sessions.use(token)).not.toBeNull();
    now = 2998;
    expect(sessions.use(token)).toBeNull();
    const other = sessions.open();
    for (now = 3000; now < 7998; now += 500) expect(sessions.use(other)).not.toBeNull();
    expect(sessions.use(other)).toBeNull();
    sessions.stop();
  });

  test('break off what is open when they expire, without another request', async () => {
    let now = 0;
    const sessions = new Sessions({ now: () => now, idle: 1000, sweepEvery: 5 });
    const gateway = await gatewayUnderTest({ sessions });
    const stream = await gateway.fetch('/engine/local/events');
    now = 1000;
    await expect(stream.text()).rejects.toThrow();
  });
});

describe('the limit on guessing', () => {
  test('doubles the wait, up to five minutes, and forgets after a success', () => {
    let now = 0;
    const limit = new RateLimit({ now: () => now, free: 2 });
    expect(limit.take('192.0.2.1')).toBe(0);
    const waits = Array.from({ length: 12 }, () => {
      expect(limit.take('192.0.2.1')).toBe(0);
      const wait = limit.take('192.0.2.1');
      now += wait;
      return wait;
    });
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(waits.at(-1)).toBe(300_000);
    limit.succeeded('192.0.2.1');
    expect([limit.take('192.0.2.1'), limit.take('192.0.2.1')]).toEqual([0, 0]);
  });

  test('counts a whole IPv6 network as one address', () => {
    const limit = new RateLimit({ now: () => 0, free: 1 });
    expect(limit.take('2001:db8:1:2::1')).toBe(0);
    expect(limit.take('2001:db8:1:2:ffff::2')).toBeGreaterThan(0);
    expect(limit.take('2001:db8:1:3::1')).toBe(0);
  });
});

describe('the password file', () => {
  test('is made once, for its owner only, and holds no password', async () => {
    const folder = join(temporaryFolder(), 'state');
    const first = await storedPassword(folder);
    expect(first.made).toMatch(/^([a-z0-9]{5}-){3}[a-z0-9]{5}$/);
    const text = readFileSync(join(folder, 'password'), 'utf8');
    expect(text).not.toContain(first.made);
    expect(text).toMatch(/^scrypt\$/);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
    const second = await storedPassword(folder);
    expect(second).toEqual({ hash: first.hash });
    expect(await verifyPassword(first.made ?? '', second.hash)).toBe(true);
  });

  test('gets another password when asked', async () => {
    const folder = temporaryFolder();
    const first = await storedPassword(folder);
    const second = await storedPassword(folder, true);
    expect(second.made).toBeDefined();
    expect(await verifyPassword(first.made ?? '', second.hash)).toBe(false);
  });

  test('with something else in it is an error that says what to do', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'password'), 'admin\n');
    await expect(storedPassword(folder)).rejects.toThrow(/delete it/);
  });

  test('lies where the system keeps state', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/state' }, '/home/me')).toBe(join('/state', 'dockerman'));
    if (process.platform === 'linux')
      expect(stateFolder({}, '/home/me')).toBe('/home/me/.local/state/dockerman');
  });
});

test('two hashes of one password differ, and both are good', async () => {
  const [one, two] = await Promise.all([hashPassword('a'), hashPassword('a')]);
  expect(one).not.toBe(two);
  expect(await verifyPassword('a', one)).toBe(true);
  expect(await verifyPassword('b', two)).toBe(false);
});
