import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { bootWithKeeper, processOf } from './keeper/browser';
import { FakeEngine } from './keeper/fake-engine';
import { withLimits } from './keeper-limits';
import { TransferClient, TransferFailed } from './transfer-client';
import { rootfsByLibc, titled, type Userland } from './userland';

const MiB = 1 << 20;
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const files = (router: Userland) => readdirSync(router.path('/var/run/dockerman/transfers'));

describe.skipIf(rootfsByLibc.length === 0)(titled('transfers through the keeper'), () => {
  describe.each(rootfsByLibc)('against $libc', ({ rootfs }) => {
    const engine = new FakeEngine();
    let router: Userland;
    let client: TransferClient;
    const content = randomBytes(5 * MiB + 12345);
    const open = (name: string) => client.open('ContainerExport', { container: name }, 'fake');
    const whole = async (transfer: string, slice?: number): Promise<Buffer> => {
      const parts: Buffer[] = [];
      await client.fetch(transfer, (part) => void parts.push(part), slice === undefined ? {} : { slice });
      return Buffer.concat(parts);
    };
    const exporting = (name: string, answer: (response: ServerResponse) => void) =>
      engine.answers.set(`/containers/${name}/export`, answer);

    beforeAll(async () => {
      await engine.start();
      exporting('web', (response) => {
        response.writeHead(200, { 'Content-Type': 'application/x-tar' });
        // in chunks as dockerd sends them
        for (let at = 0; at < content.length; at += 32768) response.write(content.subarray(at, at + 32768));
        response.end();
      });
      router = await bootWithKeeper({
        rootfs,
        files: withLimits({
          RING_MOST: 768 * 1024,
          RING_LEAST: 512 * 1024,
          TRANSFER_SILENT: 4000,
          SWEEP: 500,
        }),
        uci: [
          'set dockerman.fake=engine',
          `set dockerman.fake.address='tcp://127.0.0.1:${engine.port}'`,
          'commit dockerman',
        ],
      });
      client = new TransferClient(router, await router.login());
    });
    afterAll(async () => {
      await router?.stop();
      await engine.stop();
    });
    afterEach(async () => {
      // nothing is left: no file, no connection to the engine
      await vi.waitFor(() => expect([files(router), engine.connections]).toEqual([[], 0]), 10_000);
    });

    test('a file larger than the ring arrives whole through the CGI program', async () => {
      const transfer = await open('web');
      expect(digest(await whole(transfer, 300_000))).toBe(digest(content));
      expect(await client.state(transfer)).toMatchObject({ end: content.length, ended: true });
      await client.close(transfer);
    });

    test('it does so whatever chunks the engine sends, and without any', async () => {
      exporting('odd', (response) => {
        const sizes = [
          1, 40_000, 40_000, 40_000, 20_000, 65_536, 65_536, 24_576, 24_576, 24_584, 16_384, 16_384, 7,
        ];
        for (let at = 0, n = 0; at < content.length; n++) {
          const size = sizes[n % sizes.length] ?? 1;
          response.write(content.subarray(at, at + size));
          at += size;
        }
        response.end();
      });
      exporting('measured', (response) => {
        response.writeHead(200, { 'Content-Length': String(content.length) }).end(content);
      });
      for (const name of ['odd', 'measured']) {
        const transfer = await open(name);
        expect(digest(await whole(transfer, 150_000))).toBe(digest(content));
        await client.close(transfer);
      }
    });

    test('the same over ubus', async () => {
      const transfer = await open('web');
      const parts: Buffer[] = [];
      for (let at = 0, end = -1; at !== end;) {
        await client.state(transfer, at, 5);
        const reply = (await client.call('TransferRead', {
          transfer,
          offset: String(at),
          length: '999999',
          acknowledged: String(at),
        })) as { base64: string; end?: number };
        const bytes = Buffer.from(reply.base64, 'base64');
        expect(bytes.length).toBeLessThanOrEqual(192 * 1024);
        parts.push(bytes);
        at += bytes.length;
        end = reply.end ?? -1;
      }
      expect(digest(Buffer.concat(parts))).toBe(digest(content));
      await client.close(transfer);
    });

    test('a browser that reads nothing stops the engine: no more is held than the ring takes', async () => {
      const transfer = await open('web');
      await vi.waitFor(async () => {
        const { end, room, size } = await client.state(transfer);
        expect(room).toBeLessThan(48 * 1024);
        expect(end).toBeLessThanOrEqual(size);
      }, 10_000);
      const { size } = await client.state(transfer);
      const { stdout } = router.run(['du', '-sk', '/var/run/dockerman/transfers']);
      expect(Number.parseInt(stdout, 10)).toBeLessThanOrEqual(size / 1024);
      expect(digest(await whole(transfer, 100_000))).toBe(digest(content));
      await client.close(transfer);
    });

    test('a slice can be asked for again until it is acknowledged, and is gone then', async () => {
      const transfer = await open('web');
      const first = await client.slice(transfer, 0, 100_000);
      const again = await client.slice(transfer, 0, 100_000);
      expect(again.body.equals(first.body)).toBe(true);
      expect(first.body.equals(content.subarray(0, 100_000))).toBe(true);
      const next = await client.slice(transfer, 100_000, 50_000, { acknowledged: 100_000 });
      expect(next.body.equals(content.subarray(100_000, 150_000))).toBe(true);
      expect(await client.slice(transfer, 0, 100_000)).toMatchObject({ status: 502, failure: 'broken' });
      await client.close(transfer);
    });

    test('a browser and a CGI program that die in the middle of a slice lose nothing', async () => {
      let write: (() => void) | undefined;
      exporting('later', (response) => {
        response.writeHead(200).flushHeaders();
        write = () => response.end(content);
      });
      const transfer = await open('later');
      const killed = client.slice(transfer, 0, 500_000);
      const program = await vi.waitUntil(() => processOf(router, 'cgi-bin/dockerman'), { interval: 1 });
      process.kill(program, 'SIGKILL');
      // uhttpd has no word of ours to pass on
      expect(await killed.then(({ status, end }) => ({ status, end }))).toEqual({
        status: 502,
        end: undefined,
      });
      const abort = new AbortController();
      const aborted = client.slice(transfer, 0, 500_000, { signal: abort.signal });
      await vi.waitUntil(() => processOf(router, 'cgi-bin/dockerman'), { interval: 1 });
      abort.abort();
      await expect(aborted).rejects.toThrow();
      write?.();
      expect(digest(await whole(transfer, 400_000))).toBe(digest(content));
      await client.close(transfer);
    });

    test('what is not there yet is an empty answer after a second; the end of a slow file is told with its last bytes', async () => {
      let write: ((text: string | null) => void) | undefined;
      exporting('slow', (response) => {
        response.writeHead(200).flushHeaders();
        write = (text) => (text === null ? response.end() : response.write(text));
      });
      const transfer = await open('slow');
      expect(await client.slice(transfer, 0, 10)).toEqual({ status: 204, body: Buffer.alloc(0) });
      write?.('abc');
      expect(await client.slice(transfer, 0, 10)).toEqual({ status: 200, body: Buffer.from('abc') });
      write?.('defgh');
      write?.(null);
      await vi.waitFor(async () => expect((await client.state(transfer)).ended).toBe(true));
      expect(await client.slice(transfer, 0, 10)).toEqual({
        status: 200,
        body: Buffer.from('abcdefgh'),
        end: 8,
      });
      expect(await client.slice(transfer, 8, 10)).toEqual({ status: 204, body: Buffer.alloc(0), end: 8 });
      await client.close(transfer);
    });

    test('a state that waits is answered by the first byte', async () => {
      let write: ((text: string) => void) | undefined;
      exporting('first', (response) => {
        response.writeHead(200).flushHeaders();
        write = (text) => response.write(text);
      });
      const transfer = await open('first');
      const waiting = client.state(transfer, 0, 20);
      await client.state(transfer);
      write?.('x');
      expect(await waiting).toMatchObject({ begin: 0, end: 1 });
      await client.close(transfer);
    });

    test('an engine that dies in the middle is a failure, never an end', async () => {
      let die: (() => void) | undefined;
      exporting('dying', (response) => {
        response.writeHead(200).write(Buffer.alloc(100_000));
        die = () => response.destroy();
      });
      const transfer = await open('dying');
      expect((await client.slice(transfer, 0, 100_000)).body.length).toBe(100_000);
      die?.();
      await expect(whole(transfer)).rejects.toThrow(TransferFailed);
      expect(await client.state(transfer)).toMatchObject({ failure: 'broken', ended: true });
      await client.close(transfer);
    });

    test('a body shorter than its Content-Length is a failure', async () => {
      exporting('short', (response) => {
        response
          .writeHead(200, { 'Content-Length': '1000' })
          .write(Buffer.alloc(999), () => response.destroy());
      });
      const transfer = await open('short');
      await expect(whole(transfer)).rejects.toThrow(/broken/);
      await client.close(transfer);
    });

    test("the engine's refusal is passed on with its status, and leaves no transfer", async () => {
      const reply = await client.call(
        'TransferOpen',
        { operation: 'ContainerExport', parameters: '{"container":"missing"}' },
        'admin',
        'fake',
      );
      expect(reply).toMatchObject({ status: 404 });
      expect(JSON.parse(reply.body ?? '')).toMatchObject({
        message: expect.stringContaining('no such thing') as string,
      });
    });

    test('a transfer that nobody asks for ends, and with it the connection to the engine', async () => {
      exporting('endless', (response) => response.writeHead(200).write(Buffer.alloc(100_000)));
      await open('endless');
      expect(engine.connections).toBe(1);
      expect(files(router)).toHaveLength(1);
      // afterEach waits for both to go
    });

    test('one that is asked for lives on, however slow', async () => {
      const transfer = await open('web');
      const until = Date.now() + 6000;
      await vi.waitFor(
        async () => {
          expect((await client.state(transfer, 0, 1)).failure).toBeUndefined();
          expect(Date.now()).toBeGreaterThan(until);
        },
        { timeout: 20_000, interval: 1000 },
      );
      expect(digest(await whole(transfer))).toBe(digest(content));
      await client.close(transfer);
    });

    test('at most eight at a time; one that is closed makes room', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, () => open('web')));
      await expect(open('web')).rejects.toThrow(/refused: There are 8 transfers/);
      await client.close(all[0] ?? '');
      all.push(await open('web'));
      await Promise.all(all.slice(1).map((transfer) => client.close(transfer)));
    });

    test('two slices at a time, the third is busy and says so', async () => {
      exporting('silent', (response) => response.writeHead(200).flushHeaders());
      const transfer = await open('silent');
      const slices = await Promise.all([0, 1, 2].map(() => client.slice(transfer, 0, 10)));
      expect(slices.map(({ status }) => status).sort()).toEqual([204, 204, 503]);
      expect(slices.find(({ status }) => status === 503)?.failure).toBe('busy');
      await client.close(transfer);
    });

    test.each(['viewer', 'operator', 'nobody'])('%s gets none of it', async (name) => {
      const transfer = await open('web');
      const other = new TransferClient(router, await router.login(name));
      const parameters = { transfer, operation: 'ContainerExport', parameters: '{"container":"web"}' };
      for (const method of ['view', 'operate', 'admin'])
        for (const operation of ['TransferOpen', 'TransferState', 'TransferRead', 'TransferClose'])
          // rpcd refuses the methods that none of its access groups grants
          expect(
            await other
              .call(operation, parameters, method, 'fake')
              .catch((error: unknown) => ({ failure: /-32002/.test(String(error)) ? 'forbidden' : error })),
          ).toMatchObject({ failure: 'forbidden' });
      expect(await other.slice(transfer, 0, 10)).toMatchObject({ status: 403, failure: 'forbidden' });
      expect(await other.slice(transfer, 0, 10, { body: Buffer.alloc(10) })).toMatchObject({ status: 403 });
      await client.close(transfer);
    });

    test('an unknown session is told so', async () => {
      const gone = new TransferClient(router, '0123456789abcdef0123456789abcdef');
      expect(await gone.slice('x', 0, 1)).toMatchObject({ status: 401, failure: 'session' });
      expect(await gone.slice('x', 0, 1, { body: Buffer.alloc(1) })).toMatchObject({
        status: 401,
        failure: 'session',
      });
    });

    test('what the CGI program asks of the keeper no browser may ask', async () => {
      const { session } = client;
      for (const [method, args] of [
        ['slice', { transfer: 'x', offset: '0', length: '1', acknowledged: '0' }],
        ['place', { transfer: 'x', offset: '0', length: '1' }],
        ['received', { transfer: 'x', path: '/etc/passwd' }],
        ['ticket', { ticket: 'x', begin: '' }],
      ] as const) {
        expect(await router.ubus(session, 'dockerman.keeper', method, { session, ...args })).toEqual([
          -32002,
          'Access denied',
        ]);
        // not even where an access group grants everything: uhttpd adds the session under its own name
        const asUhttpd = JSON.stringify({ ubus_rpc_session: session, session, ...args });
        expect(router.run(['ubus', 'call', 'dockerman.keeper', method, asUhttpd]).stderr).toContain(
          'Invalid argument',
        );
      }
    });

    test.each([
      ['transfer=../../etc/passwd&offset=0&length=10', 'broken'],
      ['transfer=%00&offset=0&length=10', 'broken'],
      ['transfer=a%0d%0aX-Evil:%201&offset=0&length=10', 'broken'],
      ['transfer=x&offset=-1&length=10', 'refused'],
      ['transfer=x&offset=1e3&length=10', 'refused'],
      ['transfer=x&offset=0&length=99999999999999999999', 'refused'],
      ['transfer=x&offset=0', 'refused'],
      ['transfer=x&transfer=y&offset=0&length=1', 'refused'],
      ['transfer=x&offset=0&length=1&path=/etc/passwd', 'refused'],
    ])('%s is %s', async (query, failure) => {
      expect(await client.slice('', 0, 0, { query })).toMatchObject({ failure });
    });

    test('a position that nobody was given is a failure that names it', async () => {
      const transfer = await open('web');
      expect(await client.slice(transfer, 99_000_000, 10)).toEqual({ status: 204, body: Buffer.alloc(0) });
      expect(await client.slice(transfer, 0, 10, { acknowledged: 99_000_000 })).toMatchObject({
        failure: 'refused',
      });
      expect(await client.slice(transfer, 0, 0)).toMatchObject({ failure: 'refused' });
      expect(await client.slice(transfer, 0, 10, { method: 'DELETE' })).toMatchObject({ status: 405 });
      expect(await client.call('TransferRead', { transfer, offset: 'x', length: '1' })).toMatchObject({
        failure: 'refused',
        message: 'offset must be a whole number',
      });
      await client.close(transfer);
      expect(await client.call('TransferClose', { transfer })).toMatchObject({ failure: 'broken' });
    });

    test('only files can be transferred, with parameters that the table allows', async () => {
      const opening = (operation: string, parameters: string) =>
        client.call('TransferOpen', { operation, parameters }, 'admin', 'fake');
      for (const [operation, parameters] of [
        ['ContainerDelete', '{"container":"web"}'],
        ['ContainerExport', '{"container":"web/../../x?y"}'],
        ['ContainerExport', '{"container":"web\\r\\nX: y"}'],
        ['ContainerExport', '{"container":"web\\u0000"}'],
        ['ContainerExport', '{"container":1}'],
        ['ContainerExport', '[]'],
        ['ContainerExport', 'x'],
        ['Nothing', '{}'],
      ] as const)
        expect(await opening(operation, parameters)).toMatchObject({ failure: 'refused' });
    });

    test('a memory for files that is full is a failure that says so, and nothing is left', async () => {
      const limit = (size: string) => router.run(['mount', '-o', `remount,size=${size}`, '/tmp']);
      const used = Number(router.run(['df', '-k', '/tmp']).stdout.trim().split('\n').at(-1)?.split(/\s+/)[2]);
      expect(limit(`${used + 200}k`).status).toBe(0);
      try {
        const transfer = await open('web');
        await expect(whole(transfer, 50_000)).rejects.toThrow(/\/tmp.* is full/);
        await client.close(transfer);
      } finally {
        limit('50%');
      }
    });

    test('a keeper that is killed leaves no file behind, and its transfers are failures', async () => {
      const transfer = await open('web');
      const running = whole(transfer, 50_000).then(
        () => 'whole',
        (error: unknown) => String(error),
      );
      process.kill(processOf(router, 'dockerman-keeper') ?? 0, 'SIGKILL');
      expect(await running).toMatch(/broken/);
      expect(router.run(['ubus', '-t', '20', 'wait_for', 'dockerman.keeper']).status).toBe(0);
      await vi.waitFor(async () => {
        expect(await client.call('TransferState', { transfer }).catch(() => ({}))).toMatchObject({
          failure: 'broken',
        });
      }, 10_000);
    });
  });
});
