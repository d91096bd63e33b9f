import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logInToGateway } from '../../../../web/transport/gateway-login';
import { GatewayTokens } from '../../../../web/transport/gateway-tokens';
import { fakeFetch, json, type Seen } from '../fakes/fetch';
import { FakeStorage } from '../fakes/storage';

const base = 'https://nas.lan:8080/engine/local';
const token = 'T'.repeat(43);

describe('the sessions at gateways', () => {
  let storage: FakeStorage;
  let tokens: GatewayTokens;

  beforeEach(() => {
    storage = new FakeStorage();
    tokens = new GatewayTokens('admin', storage);
    vi.stubGlobal('location', new URL('https://router.lan/cgi-bin/luci'));
  });
  afterEach(() => vi.unstubAllGlobals());

  const logIn = (answer: (request: Seen) => Response | Promise<Response>, at = base) => {
    const { fetch, seen } = fakeFetch(answer);
    return { done: logInToGateway(at, 'secret', tokens, fetch), seen };
  };

  it('begin with the password, which goes to the gateway before the engine and follows no redirect', async () => {
    const { done, seen } = logIn(() => json({ authenticated: true, token }), 'https://nas.lan/gw/engine/two');
    await done;
    expect(seen).toMatchObject([
      {
        url: 'https://nas.lan/gw/login',
        method: 'POST',
        body: '{"password":"secret"}',
        redirect: 'error',
      },
    ]);
    expect(tokens.of('https://nas.lan/gw/engine/two')).toBe(token);
  });

  it('are for one address and one login each', async () => {
    await logIn(() => json({ authenticated: true, token })).done;
    expect(tokens.of(base)).toBe(token);
    expect(tokens.of('https://nas.lan:8080/engine/other')).toBeUndefined();
    expect(tokens.of('https://nas.lan:8081/engine/local')).toBeUndefined();
    expect(new GatewayTokens('admin', storage).of(base)).toBe(token);
    expect(new GatewayTokens('another login', storage).of(base)).toBeUndefined();
    tokens.drop(base);
    expect(storage.items.size).toBe(0);
  });

  it('last as long as the page where the browser forbids its storage', () => {
    const forbidden = () => {
      throw new Error('forbidden');
    };
    const mute = new GatewayTokens('mute', { getItem: forbidden, setItem: forbidden, removeItem: forbidden });
    mute.keep(base, token);
    expect(mute.of(base)).toBe(token);
    mute.drop(base);
    expect(mute.of(base)).toBeUndefined();
  });

  it("are the browser's own cookie at the page's origin", async () => {
    await logIn(() => json({ authenticated: true }), 'https://router.lan/gateway/engine/local').done;
    expect(storage.items.size).toBe(0);
  });

  it.each([
    ['a wrong password', () => json({ message: 'x' }, 401), 'The password is wrong.'],
    [
      'too many tries',
      () => json({ message: 'x' }, 429, { 'Retry-After': '8' }),
      'Too many wrong passwords. Try again in 8 s.',
    ],
    ['another refusal', () => json({ message: 'not today' }, 500), 'not today'],
    ['a page of something else', () => new Response('<h1>'), 'something unexpected'],
    ['a token that is none', () => json({ authenticated: true, token: 'a\r\nb' }), 'something unexpected'],
    ['a login without a token', () => json({ authenticated: true }), 'something unexpected'],
    ['nothing', () => Promise.reject(new TypeError('Failed to fetch')), 'The gateway does not answer.'],
  ])('do not begin with %s', async (_name, answer, sentence) => {
    await expect(logIn(answer).done).rejects.toThrow(sentence);
    expect(storage.items.size).toBe(0);
  });
});
