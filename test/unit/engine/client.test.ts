import { describe, expect, it } from 'vitest';
import { engineClient } from '../../../lib/engine/client';
import { EngineError, TransportError } from '../../../lib/engine/errors';
import type { Duplex } from '../../../lib/engine/request';
import { frame } from './decode/splits';
import { FakeTransport, type Answer } from './fake-transport';

function given(answer: Answer) {
  const transport = new FakeTransport(() => answer);
  return { transport, client: engineClient(transport, '1.43') };
}

const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value) });
const failing = async (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a call', () => {
  it('sends the operation with its parameters, the version and the signal', async () => {
    const { transport, client } = given(json([]));
    const { signal } = new AbortController();
    await client.containerList({ all: true, filters: { label: ['a'] } }, { signal });
    expect(transport.requests).toEqual([
      {
        operation: 'ContainerList',
        parameters: { all: true, filters: { label: ['a'] } },
        body: undefined,
        apiVersion: '1.43',
        signal,
      },
    ]);
  });

  it('sends a body', async () => {
    const { transport, client } = given(json({ Id: 'abc', Warnings: null }, 201));
    const made = await client.containerCreate({ name: 'web' }, { body: { Image: 'busybox' } });
    expect(made).toEqual({ Id: 'abc', Warnings: [] });
    expect(transport.requests[0]).toMatchObject({ parameters: { name: 'web' }, body: { Image: 'busybox' } });
  });

  it('fills in what the engine leaves out or sends null for, and keeps what it does not know', async () => {
    const { client } = given(json([{ Id: 'a', Names: null, Ports: null, Labels: null, New: { deep: 1 } }]));
    const [container] = await client.containerList();
    expect(container).toMatchObject({ Names: [], Ports: [], Labels: {}, State: '', New: { deep: 1 } });
    expect(container?.NetworkSettings.Networks).toEqual({});
  });

  it('gives each answer defaults of its own', async () => {
    const { client } = given(json([{ Id: 'a' }, { Id: 'b' }]));
    const [a, b] = await client.containerList();
    a?.Names.push('changed');
    expect(b?.Names).toEqual([]);
  });

  it('takes null for a list of changes', async () => {
    expect(await given({ body: 'null\n' }).client.containerChanges({ container: 'a' })).toEqual([]);
  });

  it.each([
    [204, true],
    [304, false],
  ])('without an answer tells by status %i whether it changed something: %s', async (status, changed) => {
    expect(await given({ status }).client.containerStart({ container: 'a' })).toBe(changed);
  });

  it.each([
    ['a message', JSON.stringify({ message: 'No such container: x\n' }), 'No such container: x'],
    [
      'the words of Podman',
      JSON.stringify({ cause: 'c', message: 'no container x', response: 404 }),
      'no container x',
    ],
    ['plain text', 'page not found\nmore', 'page not found'],
    ['nothing', '', 'The engine answered with status 404 and no reason.'],
    ['an empty message', '{"message":""}', 'The engine answered with status 404 and no reason.'],
    [
      'a page of a proxy',
      '\n<html><h1>nginx</h1></html>',
      'The engine answered with status 404 and no reason.',
    ],
  ])('that the engine refuses raises its words: %s', async (_, body, message) => {
    const error = await failing(given({ status: 404, body }).client.containerStart({ container: 'x' }));
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ status: 404, message });
  });

  it('reads no more than a bounded part of an error that does not end', async () => {
    let chunks = 0;
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks++;
        controller.enqueue(new Uint8Array(4096).fill(0x61));
      },
      cancel() {
        cancelled = true;
      },
    });
    const error = await failing(given({ status: 500, body }).client.containerKill({ container: 'x' }));
    expect(error).toMatchObject({ status: 500, message: expect.stringMatching(/^a{300}…$/) });
    expect(chunks).toBeLessThan(10);
    expect(cancelled).toBe(true);
  });

  it.each([
    ['no JSON', '<html>', /ContainerList is no JSON: <html>/],
    ['cut short', '[{"Id":"a"', /ContainerList is no JSON/],
    ['something else', '{"message":"hi"}', /ContainerList is not as expected/],
    ['a part of another type', '[{"Id":"a","Names":["x"]},{"Id":"b","Names":"x"}]', /1\.Names/],
  ])('whose answer is %s raises "broken", and says what', async (_, body, message) => {
    const error = await failing(given({ body }).client.containerList());
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ failure: 'broken', message: expect.stringMatching(message) });
  });

  it('that is redirected raises "broken": engines do not', async () => {
    const error = await failing(given({ status: 302 }).client.systemInfo());
    expect(error).toMatchObject({ failure: 'broken', message: expect.stringContaining('302') });
  });

  it('passes on the failure of the transport', async () => {
    const transport = new FakeTransport(() => {
      throw new TransportError('engine-down', 'dockerd does not run');
    });
    expect(await failing(engineClient(transport, '1.43').systemInfo())).toMatchObject({
      failure: 'engine-down',
    });
  });
});

describe('a call that streams', () => {
  it('resolves when the stream is open, and gives batches', async () => {
    const event = {
      Type: 'container',
      Action: 'start',
      Actor: { ID: 'a', Attributes: { name: 'web' } },
      time: 5,
    };
    const { client } = given({
      body: `${JSON.stringify(event)}\n${JSON.stringify({ ...event, Action: 'die' })}\n`,
    });
    const actions: string[] = [];
    for await (const batch of await client.systemEvents()) actions.push(...batch.map(({ Action }) => Action));
    expect(actions).toEqual(['start', 'die']);
  });

  it('raises the refusal of the engine before there is a stream', async () => {
    const { client } = given({ status: 400, body: '{"message":"bad filter"}' });
    expect(await failing(client.systemEvents())).toMatchObject({ status: 400, message: 'bad filter' });
  });

  it.each([true, false])('reads logs as their format is, TTY %s', async (tty) => {
    const time = '2026-03-01T12:00:00Z';
    const { client } = given({ body: tty ? `${time} hi\r\n` : [frame(1, `${time} hi\n`)] });
    const lines = await client.containerLogs({ container: 'a', stdout: true, timestamps: true }, { tty });
    expect((await lines.next()).value).toEqual([{ stream: 'stdout', time, text: 'hi', continues: false }]);
  });

  it('ends the stream when the loop is left', async () => {
    let cancelled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('{"read":"x"}\n')),
      cancel: () => void cancelled++,
    });
    const samples = await given({ body }).client.containerStats({ container: 'a' });
    await samples.next();
    expect(cancelled).toBe(0);
    await samples.return();
    expect(cancelled).toBe(1);
  });

  it('raises a failure inside a 200', async () => {
    const { client } = given({ body: '{"status":"Pulling"}\r\n{"errorDetail":{"message":"denied"}}\r\n' });
    const messages = await client.imageCreate({ fromImage: 'x', tag: 'y' });
    expect((await messages.next()).value).toMatchObject([{ status: 'Pulling' }]);
    expect(await failing(messages.next())).toMatchObject({ name: 'EngineError', message: 'denied' });
  });
});

describe('a two-way connection', () => {
  it('is refused where the transport has none', async () => {
    const { client } = given({});
    expect(await failing(client.execStart({ exec: 'a' }))).toMatchObject({
      failure: 'refused',
      message: 'fake carries no two-way connections.',
    });
  });

  it('is opened with its parameters and body', async () => {
    const { transport, client } = given({});
    const duplex = {} as Duplex;
    const asked: unknown[] = [];
    transport.open = async (request) => {
      asked.push(request);
      return duplex;
    };
    expect(await client.execStart({ exec: 'a' }, { body: { Tty: true } })).toBe(duplex);
    expect(asked).toMatchObject([
      { operation: 'ExecStart', parameters: { exec: 'a' }, body: { Tty: true }, apiVersion: '1.43' },
    ]);
  });
});
