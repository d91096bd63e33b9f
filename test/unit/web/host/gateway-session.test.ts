import { describe, expect, it } from 'vitest';
import { gatewaySession, logIn, logOut } from '../../../../web/host/gateway-session';
import { fakeFetch, json } from '../fakes/fetch';

const network = () => fakeFetch(() => Promise.reject(new TypeError('Failed to fetch'))).fetch;

describe("the gateway's session", () => {
  it('is what the gateway says', async () => {
    const { fetch } = fakeFetch(() =>
      json({ authenticated: true, roles: [], engines: [{ name: 'local', kind: 'unix' }] }),
    );
    await expect(gatewaySession(fetch)).resolves.toEqual({
      authenticated: true,
      engines: [{ name: 'local' }],
    });
  });

  it.each(['<html>', '[]', '{"authenticated":"yes"}'])('is an error when the answer is %s', async (text) => {
    const { fetch } = fakeFetch(() => new Response(text));
    await expect(gatewaySession(fetch)).rejects.toThrow('something unexpected');
  });

  it('says that the gateway does not answer', async () => {
    await expect(gatewaySession(network())).rejects.toThrow('The gateway does not answer.');
    await expect(logIn('x', network())).rejects.toThrow('The gateway does not answer.');
  });

  it('begins with the password, and ends', async () => {
    const { fetch, seen } = fakeFetch(() => json({ authenticated: true }));
    await logIn('secret', fetch);
    await logOut(fetch);
    expect(seen).toMatchObject([
      { url: '/login', method: 'POST', body: '{"password":"secret"}' },
      { url: '/logout', method: 'POST' },
    ]);
  });

  it("says that a password is wrong, and gives the gateway's own sentence for all else", async () => {
    const { fetch } = fakeFetch(() => json({ message: 'the password is wrong' }, 401));
    await expect(logIn('x', fetch)).rejects.toThrow('The password is wrong.');
    const limited = fakeFetch(() => json({ message: 'too many wrong passwords; try again in 4 s' }, 429));
    await expect(logIn('x', limited.fetch)).rejects.toThrow('try again in 4 s');
    const odd = fakeFetch(() => new Response('no', { status: 500 }));
    await expect(logIn('x', odd.fetch)).rejects.toThrow('something unexpected');
  });
});
