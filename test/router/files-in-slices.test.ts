import { createHash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KeeperCalls } from '../../web/transport/keeper-calls';
import type { SliceCarrier } from '../../web/transport/slices/carrier';
import { ProgramCarrier } from '../../web/transport/slices/program-carrier';
import { receiveSlices } from '../../web/transport/slices/receive';
import { KeeperControl, RpcdCarrier } from '../../web/transport/slices/rpcd-carrier';
import { sendSlices } from '../../web/transport/slices/send';
import { Ubus } from '../../web/transport/ubus';
import { bootWithKeeper, processOf } from './keeper/browser';
import { FakeEngine } from './keeper/fake-engine';
import { rootfs, rootfsByLibc, titled, type Userland } from './userland';

const MiB = 1 << 20;
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The browser's own code against the real router: both carriers, and what happens to them. */
describe.skipIf(rootfsByLibc.length === 0)(titled('files in slices between browser and router'), () => {
  const engine = new FakeEngine();
  const content = randomBytes(12 * MiB + 12_345);
  let router: Userland;
  let calls: KeeperCalls;
  let carriers: Readonly<Record<'program' | 'rpcd', SliceCarrier>>;
  let got: Promise<Buffer> | undefined;

  beforeAll(async () => {
    await engine.start();
    router = await bootWithKeeper({
      ...(rootfs === null ? {} : { rootfs }),
      uci: [
        'set dockerman.fake=engine',
        `set dockerman.fake.address='tcp://127.0.0.1:${engine.port}'`,
        'commit dockerman',
      ],
    });
    const session = await router.login();
    const ubus = new Ubus({ url: `${router.url}/ubus/`, session: () => session });
    calls = new KeeperCalls({ ubus, engine: 'fake', apiVersion: () => '1.41' });
    carriers = {
      program: new ProgramCarrier({ program: `${router.url}/cgi-bin/dockerman`, session: () => session }),
      rpcd: new RpcdCarrier(calls),
    };
    engine.answers.set('/containers/web/export', (response) => response.end(content));
    engine.answers.set('/images/load', (response: ServerResponse) => {
      got = (async () => {
        const parts: Buffer[] = [];
        for await (const part of response.req) parts.push(part as Buffer);
        response.end('{"stream":"Loaded image: a:1"}\n');
        return Buffer.concat(parts);
      })();
    });
  });
  afterAll(async () => {
    await router?.stop();
    await engine.stop();
  });

  async function download(carrier: SliceCarrier, path = 'web'): Promise<ReadableStream<Uint8Array>> {
    const reply = await calls.call('admin', 'TransferOpen', {
      operation: 'ContainerExport',
      parameters: JSON.stringify({ container: path }),
    });
    const ring = Number(reply['size']);
    return receiveSlices({
      transfer: String(reply['transfer']),
      carrier,
      control: new KeeperControl(calls),
      ring,
    });
  }

  const all = async (body: ReadableStream<Uint8Array>): Promise<Uint8Array> =>
    new Uint8Array(await new Response(body as BodyInit).arrayBuffer());

  test.each(['program', 'rpcd'] as const)(
    'a download over %s is the engine’s, byte by byte',
    async (name) => {
      expect(digest(await all(await download(carriers[name])))).toBe(digest(content));
    },
  );

  test.each(['program', 'rpcd'] as const)(
    'an upload over %s is the browser’s, byte by byte',
    async (name) => {
      const part = content.subarray(0, name === 'rpcd' ? 2 * MiB + 77 : content.length);
      const { transfer } = await calls.call('admin', 'JobStart', {
        operation: 'ImageLoad',
        parameters: '{}',
        upload: String(part.length),
      });
      let told = 0;
      await sendSlices({
        transfer: String(transfer),
        file: new Blob([part]),
        carrier: carriers[name],
        control: new KeeperControl(calls),
        signal: new AbortController().signal,
        sent: (bytes) => (told = bytes),
      });
      expect(told).toBe(part.length);
      expect(digest((await got) ?? new Uint8Array())).toBe(digest(part));
    },
  );

  test('four downloads at once share the places, and all are whole', async () => {
    const bodies = await Promise.all(Array.from({ length: 4 }, () => download(carriers.program)));
    const files = await Promise.all(bodies.map(all));
    expect(files.map(digest)).toEqual(files.map(() => digest(content)));
  });

  test('a download goes on when the web server was killed under it', async () => {
    const reader = (await download(carriers.program)).getReader();
    const parts: Uint8Array[] = [];
    let killed = false;
    for (let bytes = 0; ;) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      bytes += value.length;
      if (killed || bytes < MiB) continue;
      const uhttpd = processOf(router, 'uhttpd');
      if (uhttpd === undefined) throw new Error('uhttpd does not run');
      process.kill(uhttpd, 'SIGKILL');
      killed = true;
    }
    expect(killed).toBe(true);
    expect(digest(Buffer.concat(parts))).toBe(digest(content));
  });

  test('a download whose engine breaks off is no file', async () => {
    engine.answers.set('/containers/short/export', (response) => {
      response.writeHead(200, { 'Content-Length': content.length });
      response.write(content.subarray(0, 3 * MiB), () => response.destroy());
    });
    await expect(all(await download(carriers.program, 'short'))).rejects.toMatchObject({ failure: 'broken' });
  });

  test('a download whose keeper was killed is no file', async () => {
    const body = await download(carriers.program);
    const keeper = processOf(router, 'dockerman-keeper');
    if (keeper === undefined) throw new Error('the keeper does not run');
    const reader = body.getReader();
    await reader.read();
    process.kill(keeper, 'SIGKILL');
    const rest = async () => {
      for (;;) if ((await reader.read()).done) return 'whole';
    };
    await expect(rest()).rejects.toMatchObject({ failure: 'broken' });
  });
});
