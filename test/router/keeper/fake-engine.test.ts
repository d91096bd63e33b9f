import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rootfs, skipReason, type Userland } from '../userland';
import { bootWithKeeper, Browser, descriptors, processOf } from './browser';
import { FakeEngine } from './fake-engine';

const event = (number: number) => JSON.stringify({ Type: 'container', Action: 'start', number });

describe.skipIf(!rootfs)(`the keeper before an engine that does as it is told [${skipReason}]`, () => {
  const engine = new FakeEngine();
  let router: Userland;
  let session: string;
  let emit: (text: string) => void = () => undefined;

  const browser = () => new Browser(router, session);
  const openEvents = (one: Browser) => one.open('operate', 'SystemEvents', {}, 'fake');
  const logs = (one: Browser, name: string) =>
    one.request('operate', 'ContainerLogs', { container: name, stdout: 'true', follow: 'true' }, 'fake');

  beforeAll(async () => {
    await engine.start();
    engine.answers.set('/events', (response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      emit = (text) => response.write(text);
    });
    router = await bootWithKeeper({
      uci: [
        'set dockerman.fake=engine',
        `set dockerman.fake.address='tcp://127.0.0.1:${engine.port}'`,
        'commit dockerman',
      ],
    });
    session = await router.login();
  });
  afterAll(async () => {
    await router?.stop();
    await engine.stop();
  });

  test('gives each of two browsers every event of one shared connection', async () => {
    const [one, two] = [browser(), browser()];
    const [first, second] = [await openEvents(one), await openEvents(two)];
    expect(engine.connections).toBe(1);
    emit(`${event(1)}\n${event(2).slice(0, 9)}`);
    emit(`${event(2).slice(9)}\n`);
    const both = `${event(1)}\n${event(2)}\n`;
    expect((await one.read(first, (text) => text.length >= both.length)).text).toBe(both);
    expect((await two.read(second, (text) => text.length >= both.length)).text).toBe(both);
    await one.close(first);
    await two.close(second);
  });

  test('repeats events whose reply was lost', async () => {
    const one = browser();
    const stream = await openEvents(one);
    emit(`${event(3)}\n`);
    const lost = await one.next([stream]);
    const again = await one.next([stream]);
    expect(lost.streams?.[stream.id]?.text).toBe(`${event(3)}\n`);
    expect(again).toEqual(lost);
  });

  test('tells that the engine has gone, connects again by itself, and says that the list may have changed', async () => {
    const one = browser();
    const stream = await openEvents(one);
    await engine.stop();
    const gone = await one.news(stream);
    expect(gone).toMatchObject({ failure: 'engine-down' });
    expect(gone.ended).toBeUndefined();

    const late = browser();
    const lateStream = await openEvents(late);
    expect(await late.news(lateStream)).toMatchObject({ failure: 'engine-down' });

    await engine.start();
    expect(await one.news(stream)).toMatchObject({ reset: true });
    expect(await late.news(lateStream)).toMatchObject({ reset: true });
    emit(`${event(4)}\n`);
    expect((await one.news(stream)).text).toBe(`${event(4)}\n`);
  });

  test('takes an event that is too long for it as one that it has missed', async () => {
    const one = browser();
    const stream = await openEvents(one);
    emit(`{"name":"${'x'.repeat(200_000)}"}\n${event(5)}\n`);
    const { text, last } = await one.read(stream, (all) => all.includes('"number":5'));
    expect(text).toBe(`${event(5)}\n`);
    expect(last.reset).toBe(true);
  });

  test('passes the refusal of an engine on in place of a stream', async () => {
    engine.answers.set('/containers/refusing/logs', (response) => {
      response
        .writeHead(409, { 'Content-Type': 'application/json' })
        .end('{"message":"dead or marked for removal"}');
    });
    expect(await logs(browser(), 'refusing')).toEqual({
      status: 409,
      type: 'application/json',
      body: '{"message":"dead or marked for removal"}',
    });
  });

  test('tells a stream that broke from one that ended', async () => {
    let break_: () => void = () => undefined;
    engine.answers.set('/containers/whole/logs', (response) => {
      response.writeHead(200, { 'Content-Type': 'a/b' });
      response.end('all of it');
    });
    engine.answers.set('/containers/broken/logs', (response) => {
      response.writeHead(200).write('the beginning');
      break_ = () => response.destroy();
    });
    const one = browser();
    const whole = await logs(one, 'whole');
    expect(whole.type).toBe('a/b');
    const end = await one.read({ id: whole.stream ?? '', cursor: 0 }, () => false);
    expect(end.bytes.toString()).toBe('all of it');
    expect(end.last.failure).toBeUndefined();

    const broken = { id: (await logs(one, 'broken')).stream ?? '', cursor: 0 };
    expect((await one.news(broken)).base64).toBe(Buffer.from('the beginning').toString('base64'));
    break_();
    expect(await one.news(broken)).toMatchObject({ ended: true, failure: 'broken', cursor: 13 });
  });

  test('carries NUL and every other byte', async () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    engine.answers.set('/containers/bytes/logs', (response) => {
      response.writeHead(200).end(all);
    });
    const one = browser();
    const stream = { id: (await logs(one, 'bytes')).stream ?? '', cursor: 0 };
    expect((await one.read(stream, () => false)).bytes).toEqual(all);
  });

  test('stops reading the engine while nobody reads, and loses nothing when somebody does', async () => {
    const total = 12 * 1024 * 1024;
    const source = Buffer.alloc(total, 'some log line that repeats itself\n');
    let response: ServerResponse | undefined;
    engine.answers.set('/containers/fast/logs', (answer) => {
      response = answer;
      answer.writeHead(200, { 'Content-Length': total }).end(source);
    });
    const one = browser();
    const stream = { id: (await logs(one, 'fast')).stream ?? '', cursor: 0 };
    const taken = () => total - (response?.socket?.writableLength ?? 0);
    // full: a reply is as large as one may be
    await vi.waitFor(async () => {
      const held = (await one.next([stream], 0)).streams?.[stream.id]?.base64 ?? '';
      expect(Buffer.from(held, 'base64').length).toBeGreaterThanOrEqual(256 * 1024);
    });
    for (let i = 0; i < 20; i++) await one.next([stream], 0);
    // what lies in the sockets' buffers on both sides counts as taken
    expect(taken()).toBeLessThan(8 * 1024 * 1024);
    const { bytes } = await one.read(stream, () => false);
    const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex');
    expect(digest(bytes)).toBe(digest(source));
  });

  test('drops the connections of a stream that is closed, and forgets it', async () => {
    engine.answers.set('/containers/silent/logs', (response) => {
      response.writeHead(200).flushHeaders();
    });
    const one = browser();
    const before = engine.connections;
    const stream = { id: (await logs(one, 'silent')).stream ?? '', cursor: 0 };
    expect(engine.connections).toBe(before + 1);
    await one.close(stream);
    await vi.waitFor(() => expect(engine.connections).toBe(before));
    expect(await one.news(stream)).toMatchObject({ ended: true, failure: 'broken' });
  });

  test('answers an older waiting call at once when a newer one comes', async () => {
    const one = browser();
    const stream = await openEvents(one);
    const older = one.next([stream]);
    const newer = one.next([stream]);
    expect(await older).toEqual({ streams: {} });
    emit(`${event(6)}\n`);
    expect((await newer).streams?.[stream.id]?.text).toBe(`${event(6)}\n`);
  });

  test('leaks nothing through 300 calls that are given up', async () => {
    const one = browser();
    const other = browser();
    const stream = await openEvents(one);
    const keeper = processOf(router, 'dockerman-keeper');
    const uhttpd = processOf(router, 'uhttpd');
    const before = { keeper: descriptors(keeper), uhttpd: descriptors(uhttpd) };
    const args = { client: one.client, cursors: { [stream.id]: stream.cursor }, wait: 25 };
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'call',
      params: [session, 'dockerman.keeper', 'next', args],
    });
    for (let i = 0; i < 300; i++) {
      const abort = new AbortController();
      const given = fetch(`${router.url}/ubus/`, { method: 'POST', body, signal: abort.signal });
      // uhttpd sends a head at once; the call has arrived when a later one, of another browser, is answered
      const text = given.then((response) => response.text());
      if (i % 10 === 0) await other.next([], 0);
      abort.abort();
      await expect(text).rejects.toThrow();
    }
    emit(`${event(7)}\n`);
    expect((await one.news(stream)).text).toBe(`${event(7)}\n`);
    expect(descriptors(keeper)).toBe(before.keeper);
    // connections that fetch keeps open come and go
    await vi.waitFor(() => expect(descriptors(uhttpd)).toBeLessThan(before.uhttpd + 10));
  });
});
