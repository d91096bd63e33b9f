import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bootWithKeeper } from './keeper/browser';
import { FakeEngine } from './keeper/fake-engine';
import { withLimits } from './keeper-limits';
import { luciLogin } from './luci-login';
import { TransferClient } from './transfer-client';
import { rootfsByLibc, titled, type Userland } from './userland';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly complete: boolean;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Breaks the connection off after the first bytes. */
  readonly cut?: boolean;
}

describe.skipIf(rootfsByLibc.length === 0)(titled('files by a ticket'), () => {
  describe.each(rootfsByLibc)('against $libc', ({ rootfs }) => {
    const engine = new FakeEngine();
    const content = randomBytes(3 * (1 << 20) + 777);
    let router: Userland;
    let client: TransferClient;
    let cookie = '';
    let exported = 0;

    /** A job that has left the content at a path on the router. */
    const exportedFile = async (): Promise<{ job: string; path: string }> => {
      const path = `/tmp/web ${(exported += 1)}.tar`;
      const { job = '' } = (await client.call(
        'JobStart',
        { operation: 'ContainerExport', parameters: '{"container":"web"}', to: path },
        'admin',
        'fake',
      )) as { job?: string };
      await vi.waitFor(async () => {
        expect(await client.call('TicketMake', { job })).toHaveProperty('ticket');
      }, 10_000);
      return { job, path };
    };
    const ticketFor = async (job: string): Promise<string> => {
      const { ticket } = (await client.call('TicketMake', { job })) as { ticket: string };
      return ticket;
    };
    const get = (ticket: string, asked: Asked = {}, as = cookie): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const sent = request(
          `${router.url}/cgi-bin/luci/admin/docker-api/RouterFile?ticket=${ticket}`,
          { method: asked.method ?? 'GET', agent: false, headers: { Cookie: as, ...asked.headers } },
          (answer) => {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => {
              parts.push(part);
              if (asked.cut) sent.destroy();
            });
            answer.on('error', () => undefined);
            answer.on('close', () => {
              const { statusCode: status = 0, headers, complete } = answer;
              resolve({ status, headers, complete, body: Buffer.concat(parts) });
            });
          },
        );
        sent.on('error', reject);
        sent.end();
      });

    beforeAll(async () => {
      await engine.start();
      engine.answers.set('/containers/web/export', (response) => response.end(content));
      router = await bootWithKeeper({
        rootfs,
        files: withLimits({ SESSION_TRUST: 0 }),
        uci: [
          'set dockerman.fake=engine',
          `set dockerman.fake.address='tcp://127.0.0.1:${engine.port}'`,
          'commit dockerman',
        ],
      });
      ({ cookie } = await luciLogin(router, 'root'));
      client = new TransferClient(router, cookie.slice(-32));
    });
    afterAll(async () => {
      await router?.stop();
      await engine.stop();
    });

    test('the file comes whole, with its length, a strong ETag, and as an attachment of its name', async () => {
      const { job } = await exportedFile();
      expect(await client.call('TicketMake', { job })).toEqual({
        ticket: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        name: 'web 1.tar',
        size: content.length,
      });
      const answer = await get(await ticketFor(job));
      expect([answer.status, answer.complete]).toEqual([200, true]);
      expect(answer.headers).toMatchObject({
        'content-length': String(content.length),
        'accept-ranges': 'bytes',
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="web_1.tar"; filename*=UTF-8''web%201.tar`,
        'cache-control': 'no-store',
        etag: expect.stringMatching(/^"[^"]+"$/) as string,
      });
      expect(answer.body.equals(content)).toBe(true);
    });

    test('a download that was cut goes on where it was, as browsers do it', async () => {
      const { job } = await exportedFile();
      const ticket = await ticketFor(job);
      const first = await get(ticket, { cut: true });
      const etag = first.headers.etag ?? '';
      const at = first.body.length;
      expect(at).toBeLessThan(content.length);
      for (const condition of ['If-Range', 'If-Match']) {
        const rest = await get(ticket, { headers: { Range: `bytes=${at}-`, [condition]: etag } });
        expect(rest.status).toBe(206);
        expect(rest.headers).toMatchObject({
          'content-range': `bytes ${at}-${content.length - 1}/${content.length}`,
          'content-length': String(content.length - at),
          etag,
        });
        expect(Buffer.concat([first.body, rest.body]).equals(content)).toBe(true);
      }
      // one that had nothing yet knows the tag
      const again = await get(ticket, { headers: { Range: 'bytes=0-', 'If-Range': etag } });
      expect(again.body.equals(content)).toBe(true);
    });

    test.each([
      ['bytes=0-0', 206, 0, 1],
      ['bytes=100-199', 206, 100, 200],
      ['bytes=-5', 206, -5, undefined],
      ['bytes=3000000-99999999', 206, 3000000, undefined],
      ['bytes=5-4', 200, 0, undefined],
      ['bytes=0-1,5-6', 200, 0, undefined],
      ['lines=1-2', 200, 0, undefined],
      ['bytes=', 200, 0, undefined],
    ])('Range %s is %i', async (range, status, from, to) => {
      const { job } = await exportedFile();
      const answer = await get(await ticketFor(job), { headers: { Range: range } });
      expect(answer.status).toBe(status);
      expect(answer.body.equals(content.subarray(from, to))).toBe(true);
    });

    test('a range behind the end is 416, another tag 412, and a Range that depends on another tag the whole', async () => {
      const { job } = await exportedFile();
      const ticket = await ticketFor(job);
      const behind = await get(ticket, { headers: { Range: `bytes=${content.length}-` } });
      expect([behind.status, behind.headers['content-range']]).toEqual([416, `bytes */${content.length}`]);
      expect((await get(ticket, { headers: { Range: 'bytes=5-', 'If-Match': '"other"' } })).status).toBe(412);
      const whole = await get(ticket, { headers: { Range: 'bytes=5-', 'If-Range': '"other"' } });
      expect([whole.status, whole.body.length]).toEqual([200, content.length]);
    });

    test('HEAD tells all and begins nothing; the first byte is given out once', async () => {
      const { job } = await exportedFile();
      const ticket = await ticketFor(job);
      const head = await get(ticket, { method: 'HEAD' });
      expect([head.status, head.headers['content-length'], head.body.length]).toEqual([
        200,
        String(content.length),
        0,
      ]);
      expect((await get(ticket)).status).toBe(200);
      expect(await get(ticket)).toMatchObject({
        status: 403,
        headers: { 'x-dockerman-failure': 'forbidden' },
      });
      expect((await get(ticket, { headers: { Range: 'bytes=0-' } })).status).toBe(403);
      expect((await get(ticket, { headers: { Range: 'bytes=9-' } })).status).toBe(206);
    });

    test('a ticket is good in its own session alone, and goes with the job', async () => {
      const { job } = await exportedFile();
      const ticket = await ticketFor(job);
      const other = await luciLogin(router, 'admin');
      expect((await get(ticket, {}, other.cookie)).status).toBe(403);
      expect((await get(ticket, {}, '')).status).toBe(403);
      await client.call('JobForget', { job });
      expect(await get(ticket)).toMatchObject({
        status: 403,
        headers: { 'x-dockerman-failure': 'forbidden' },
      });
    });

    test('a ticket ends with its session', async () => {
      const { job } = await exportedFile();
      const login = await luciLogin(router, 'root');
      const session = login.cookie.slice(-32);
      const { ticket } = (await new TransferClient(router, session).call('TicketMake', { job })) as {
        ticket: string;
      };
      router.run(['ubus', 'call', 'session', 'destroy', JSON.stringify({ ubus_rpc_session: session })]);
      expect((await get(ticket, {}, login.cookie)).status).toBe(403);
      expect((await get(ticket)).status).toBe(403);
    });

    test('a file that has changed is not served', async () => {
      const { job, path } = await exportedFile();
      const ticket = await ticketFor(job);
      writeFileSync(router.path(path), 'other');
      expect(await get(ticket)).toMatchObject({ status: 502, headers: { 'x-dockerman-failure': 'broken' } });
      expect(await client.call('TicketMake', { job })).toMatchObject({ failure: 'refused' });
    });

    test('no ticket for a job without a file, nor for viewers and operators', async () => {
      expect(await client.call('TicketMake', { job: 'nothing' })).toMatchObject({ failure: 'refused' });
      expect(await client.call('TicketMake', {})).toMatchObject({ failure: 'refused' });
      const { job } = await exportedFile();
      for (const name of ['viewer', 'operator']) {
        const one = new TransferClient(router, await router.login(name));
        expect(await one.call('TicketMake', { job }, name === 'viewer' ? 'view' : 'operate')).toMatchObject({
          failure: 'forbidden',
        });
        const { cookie: theirs } = await luciLogin(router, name);
        expect((await get(await ticketFor(job), {}, theirs)).status).toBe(403);
      }
    });

    test.each(['', '%00', '../../etc/passwd', 'a%0d%0aX-Evil:%201', 'x&ticket=y', 'x&path=/etc/passwd', '%'])(
      'a ticket of %j is none',
      async (ticket) => {
        const answer = await get(ticket);
        expect([400, 403]).toContain(answer.status);
        expect(answer.headers['x-dockerman-failure']).toMatch(/refused|forbidden/);
        expect(answer.headers['x-evil']).toBeUndefined();
      },
    );

    test('a POST is not served', async () => {
      expect(await get('x', { method: 'POST' })).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD' },
      });
    });
  });
});
