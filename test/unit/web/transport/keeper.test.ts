import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineResponse } from '../../../../lib/engine/request';
import { Keeper } from '../../../../web/transport/keeper';
import { FakeKeeper } from '../fakes/keeper';
import { textOf } from '../fakes/fetch';

const logs = (keeper: Keeper, container = 'web', signal?: AbortSignal): Promise<EngineResponse> =>
  keeper.open('operate', 'ContainerLogs', { container, follow: 'true' }, '1.41', signal);

async function piece(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}

describe('the keeper transport', () => {
  let router: FakeKeeper;
  let keeper: Keeper;

  beforeEach(() => {
    router = new FakeKeeper();
    keeper = new Keeper({ ubus: router.ubus, random: () => 0 });
  });
  afterEach(() => vi.useRealTimers());

  it('opens a stream with the method of its role and hands on what comes', async () => {
    const { status, headers, body } = await logs(keeper);
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe('application/json');
    expect(router.opened).toEqual([
      { method: 'operate', operation: 'ContainerLogs', parameters: { container: 'web', follow: 'true' } },
    ]);
    const reader = body.getReader();
    router.write('s0', 'one');
    await expect(piece(reader)).resolves.toBe('one');
    router.write('s0', 'two');
    await expect(piece(reader)).resolves.toBe('two');
    await reader.cancel();
  });

  it('waits for all streams with one call, each named with the cursor of what was read', async () => {
    const first = (await logs(keeper, 'a')).body.getReader();
    const second = (await logs(keeper, 'b')).body.getReader();
    router.write('s0', 'abc');
    await piece(first);
    await vi.waitFor(() => expect(router.nexts.at(-1)).toEqual({ s0: 3, s1: 0 }));
    expect(router.waiting).toBe(true);
    await first.cancel();
    await second.cancel();
  });

  it('does not ask for a stream whose reader has not read yet, and goes on with the others', async () => {
    const slow = (await logs(keeper, 'slow')).body.getReader();
    const quick = (await logs(keeper, 'quick')).body.getReader();
    router.write('s0', 'unread');
    await vi.waitFor(() => expect(router.nexts.at(-1)).toEqual({ s1: 0 }));
    router.write('s0', ' more');
    router.write('s1', 'here');
    await expect(piece(quick)).resolves.toBe('here');
    await expect(piece(slow)).resolves.toBe('unread');
    await expect(piece(slow)).resolves.toBe(' more');
    await slow.cancel();
    await quick.cancel();
  });

  it('loses and repeats nothing when an answer gets lost', async () => {
    const reader = (await logs(keeper)).body.getReader();
    await vi.waitFor(() => expect(router.waiting).toBe(true));
    vi.useFakeTimers();
    router.lose();
    router.write('s0', 'after');
    const read = piece(reader);
    await vi.advanceTimersByTimeAsync(5000);
    await expect(read).resolves.toBe('after');
    await reader.cancel();
  });

  it('ends the body when the stream ends', async () => {
    const { body } = await logs(keeper);
    router.write('s0', 'last words');
    router.end('s0');
    await expect(textOf(body)).resolves.toBe('last words');
  });

  it('ends all streams as broken when the keeper was restarted', async () => {
    const { body } = await logs(keeper);
    const text = textOf(body);
    await vi.waitFor(() => expect(router.waiting).toBe(true));
    router.restart();
    await expect(text).rejects.toMatchObject({ failure: 'broken' });
  });

  it.each([
    [{ skipped: 5, text: 'x' }, 'broken'],
    [{ reset: true, text: 'x' }, 'broken'],
    [{ failure: 'engine-down', message: 'gone' }, 'engine-down'],
    [{ failure: 'forbidden', ended: true, message: 'no more' }, 'forbidden'],
    [{ status: 500, message: 'the engine refused', ended: true }, 'refused'],
    [{ base64: '%%%' }, 'broken'],
  ])('ends the stream when %j says that something is missing', async (news, failure) => {
    const { body } = await logs(keeper);
    const text = textOf(body);
    await vi.waitFor(() => expect(router.waiting).toBe(true));
    router.tell({ s0: { cursor: 1, ...news } });
    await expect(text).rejects.toMatchObject({ failure });
  });

  it("gives the engine's own refusal as an answer", async () => {
    router.refusal = { status: 404, type: 'application/json', body: '{"message":"No such container"}' };
    const { status, body } = await logs(keeper);
    expect(status).toBe(404);
    await expect(textOf(body)).resolves.toContain('No such container');
  });

  it.each(['session', 'forbidden', 'refused', 'engine-down'])(
    'rejects an open with the failure %s',
    async (failure) => {
      router.refusal = { failure, message: 'because' };
      await expect(logs(keeper)).rejects.toMatchObject({ failure, message: 'because' });
    },
  );

  it('is broken when an open is answered with something else', async () => {
    router.refusal = { stream: 7 };
    await expect(logs(keeper)).rejects.toMatchObject({ failure: 'broken' });
  });

  it('keeps its streams through an outage shorter than the keeper remembers them', async () => {
    const reader = (await logs(keeper)).body.getReader();
    await vi.waitFor(() => expect(router.waiting).toBe(true));
    vi.useFakeTimers();
    router.outage = () => Promise.reject(new TypeError('Failed to fetch'));
    router.lose();
    await vi.advanceTimersByTimeAsync(20_000);
    router.outage = undefined;
    router.write('s0', 'kept');
    const read = piece(reader);
    await vi.advanceTimersByTimeAsync(6000);
    await expect(read).resolves.toBe('kept');
    await reader.cancel();
  });

  it('gives its streams up after an outage in which the keeper forgets them', async () => {
    const { body } = await logs(keeper);
    const text = expect(textOf(body)).rejects.toMatchObject({ failure: 'unreachable' });
    await vi.waitFor(() => expect(router.waiting).toBe(true));
    vi.useFakeTimers();
    router.outage = () => Promise.reject(new TypeError('Failed to fetch'));
    router.lose();
    await vi.advanceTimersByTimeAsync(60_000);
    await text;
  });

  it('ends all streams when the session has ended', async () => {
    const { body } = await logs(keeper);
    const text = textOf(body);
    await vi.waitFor(() => expect(router.waiting).toBe(true));
    router.outage = () => new Response('', { status: 403 });
    router.tell({});
    await expect(text).rejects.toMatchObject({ failure: 'session' });
  });

  it('tells the keeper when a reader leaves or aborts', async () => {
    const { body } = await logs(keeper);
    await body.cancel();
    await vi.waitFor(() => expect(router.closed).toEqual(['s0']));
    const abort = new AbortController();
    const other = await logs(keeper, 'b', abort.signal);
    abort.abort(new DOMException('enough', 'AbortError'));
    await expect(textOf(other.body)).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(router.closed).toEqual(['s0', 's1']));
  });

  it('reads a list of jobs on where it was told anew, and says so before it', async () => {
    const { body } = await keeper.open('view', 'Jobs', {}, '');
    const reader = body.getReader();
    await vi.waitFor(() => expect(router.waiting).toBe(true));
    router.tell({ s0: { cursor: 7, text: '{"jobs":[],"gone":[]}\n', reset: true } });
    await expect(piece(reader)).resolves.toBe('{"reset":true}\n{"jobs":[],"gone":[]}\n');
    await reader.cancel();
  });

  it('reads a log of a job that has lost its beginning', async () => {
    const { body } = await keeper.open('admin', 'JobLog', { job: 'j1' }, '');
    const reader = body.getReader();
    await vi.waitFor(() => expect(router.waiting).toBe(true));
    router.tell({ s0: { cursor: 100, base64: btoa('tail'), skipped: 96 } });
    await expect(piece(reader)).resolves.toBe('tail');
    await reader.cancel();
  });
});
