import { afterEach, describe, expect, it, vi } from 'vitest';
import { Ubus } from '../../../../web/transport/ubus';
import { NotSentError } from '../../../../web/transport/not-sent';
import { fakeFetch, json, silence, type Seen } from '../fakes/fetch';

interface Call {
  id: number;
  params: [string, string, string, Record<string, unknown>];
}

const calls = ({ body }: Seen): Call[] => {
  const parsed = JSON.parse(body) as Call | Call[];
  return Array.isArray(parsed) ? parsed : [parsed];
};

/** A /ubus that answers each call by `reply`. */
function router(reply: (call: Call) => object) {
  const fake = fakeFetch((request) => {
    const answers = calls(request).map((call) => ({ jsonrpc: '2.0', id: call.id, ...reply(call) }));
    return json(request.body.startsWith('[') ? answers : answers[0]);
  });
  return { ...fake, ubus: new Ubus({ url: '/ubus/', session: () => 'sid', fetch: fake.fetch }) };
}

const result = (data: object) => ({ result: [0, data] });

describe('a call to ubus', () => {
  afterEach(() => vi.useRealTimers());

  it('names session, object and method, and resolves with the reply', async () => {
    const { ubus, seen } = router(() => result({ hello: 'there' }));
    await expect(ubus.call('dockerman', 'view', { a: 1 })).resolves.toEqual({ hello: 'there' });
    expect(calls(seen[0] as Seen)[0]?.params).toEqual(['sid', 'dockerman', 'view', { a: 1 }]);
  });

  it('travels with the other calls of the same turn as one array', async () => {
    const { ubus, seen } = router(({ params }) => result({ method: params[2] }));
    const replies = await Promise.all([ubus.call('o', 'one', {}), ubus.call('o', 'two', {})]);
    expect(replies).toEqual([{ method: 'one' }, { method: 'two' }]);
    expect(seen).toHaveLength(1);
  });

  it('goes alone when it may wait for long', async () => {
    const { ubus, seen } = router(() => result({}));
    await Promise.all([ubus.call('o', 'one', {}), ubus.call('o', 'next', {}, { alone: true })]);
    expect(seen).toHaveLength(2);
  });

  it('is split from a batch that would pass the limit of a POST', async () => {
    const { ubus, seen } = router(() => result({}));
    const big = 'x'.repeat(40_000);
    await Promise.all([ubus.call('o', 'one', { big }), ubus.call('o', 'two', { big })]);
    expect(seen).toHaveLength(2);
    for (const { body } of seen) expect(body.length).toBeLessThanOrEqual(65_536);
  });

  it('is too large before anything is sent when its bytes pass the limit', async () => {
    const { ubus, seen } = router(() => result({}));
    const call = ubus.call('o', 'm', { text: 'ä'.repeat(33_000) });
    await expect(call).rejects.toMatchObject({ failure: 'too-large' });
    await expect(call).rejects.toBeInstanceOf(NotSentError);
    expect(seen).toHaveLength(0);
  });

  it.each([
    ['JSON-RPC error -32002', { error: { code: -32002, message: 'Access denied' } }],
    ['ubus status 6', { result: [6] }],
  ])('is forbidden after %s while the session lives', async (_, denied) => {
    const { ubus } = router(({ params }) => (params[1] === 'session' ? result({ access: true }) : denied));
    await expect(ubus.call('dockerman', 'admin', {})).rejects.toMatchObject({ failure: 'forbidden' });
  });

  it('says that the session has ended when even the right that all have is denied', async () => {
    const { ubus } = router(() => ({ error: { code: -32002, message: 'Access denied' } }));
    await expect(ubus.call('dockerman', 'view', {})).rejects.toMatchObject({ failure: 'session' });
  });

  it.each([
    [{ error: { code: -32000, message: 'Object not found' } }, 'unreachable', true],
    [{ error: { code: -32001, message: 'Method not found' } }, 'refused', true],
    [{ error: { code: -32003, message: 'Command execution timed out' } }, 'timeout', false],
    [{ error: { code: -32700, message: 'Parse error' } }, 'broken', false],
    [{ result: [2] }, 'refused', true],
    [{ result: [3] }, 'refused', true],
    [{ result: [4] }, 'unreachable', true],
    [{ result: [7] }, 'timeout', false],
    [{ result: [9] }, 'broken', false],
    [{ result: [10] }, 'unreachable', false],
    // what ubusd leaves of a reply that it had no room for
    [{ result: [0] }, 'broken', false],
    [{}, 'broken', false],
  ])('answered with %j is %s', async (reply, failure, notSent) => {
    const { ubus } = router(() => reply);
    const error: unknown = await ubus.call('o', 'm', {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ failure });
    expect(error instanceof NotSentError).toBe(notSent);
  });

  it.each([
    [404, 'unreachable'],
    [403, 'session'],
    [413, 'too-large'],
    [502, 'unreachable'],
  ])('answered with HTTP %i is %s', async (status, failure) => {
    const { fetch } = fakeFetch(() => new Response('<html>', { status }));
    const ubus = new Ubus({ url: '/ubus/', session: () => 'sid', fetch });
    await expect(ubus.call('o', 'm', {})).rejects.toMatchObject({ failure });
  });

  it('is unreachable when the network fails', async () => {
    const { fetch } = fakeFetch(() => Promise.reject(new TypeError('Failed to fetch')));
    const ubus = new Ubus({ url: '/ubus/', session: () => 'sid', fetch });
    await expect(ubus.call('o', 'm', {})).rejects.toMatchObject({ failure: 'unreachable' });
  });

  it.each(['<html>', '{"id":"x"}', '[1]'])('is broken when the answer is %s', async (text) => {
    const { fetch } = fakeFetch(() => new Response(text));
    const ubus = new Ubus({ url: '/ubus/', session: () => 'sid', fetch });
    await expect(ubus.call('o', 'm', {})).rejects.toMatchObject({ failure: 'broken' });
  });

  it('is broken when the batch comes back without its answer, and the others are not', async () => {
    const { fetch } = fakeFetch((request) => json([{ id: calls(request)[0]?.id, result: [0, { ok: 1 }] }]));
    const ubus = new Ubus({ url: '/ubus/', session: () => 'sid', fetch });
    const [first, second] = await Promise.allSettled([ubus.call('o', 'a', {}), ubus.call('o', 'b', {})]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { ok: 1 } });
    expect(second).toMatchObject({ status: 'rejected', reason: { failure: 'broken' } });
  });

  it('is a timeout when nothing answers within its limit', async () => {
    vi.useFakeTimers();
    const { fetch } = fakeFetch(silence);
    const ubus = new Ubus({ url: '/ubus/', session: () => 'sid', fetch });
    const call = expect(ubus.call('o', 'm', {}, { limit: 2000 })).rejects.toMatchObject({
      failure: 'timeout',
    });
    await vi.advanceTimersByTimeAsync(2000);
    await call;
  });

  it("ends with the caller's own reason when the caller aborts", async () => {
    const { fetch } = fakeFetch(silence);
    const ubus = new Ubus({ url: '/ubus/', session: () => 'sid', fetch });
    const abort = new AbortController();
    const call = ubus.call('o', 'm', {}, { signal: abort.signal });
    abort.abort(new DOMException('gone', 'AbortError'));
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});
