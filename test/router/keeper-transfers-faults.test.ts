import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bootWithKeeper, processOf } from './keeper/browser';
import { FakeEngine } from './keeper/fake-engine';
import { faultFile, faultyModules, transfers } from './keeper/faults';
import { TransferClient } from './transfer-client';
import { rootfs, titled, type Userland } from './userland';

const program = readFileSync(new URL('../../root/usr/sbin/dockerman-keeper', import.meta.url), 'utf8');

describe.skipIf(!rootfs)(titled('the keeper when something in its transfers fails'), () => {
  const engine = new FakeEngine();
  const { names, files } = faultyModules(transfers);
  // when it begins and ends, and what jobs call as well
  const tried = names.filter((name) => !/store\.(create|farewell|free_memory)$|inside\.methods$/.test(name));
  const hit: string[] = [];
  let router: Userland;
  let client: TransferClient;

  beforeAll(async () => {
    await engine.start();
    engine.answers.set('/containers/web/export', (response) => {
      for (let n = 0; n < 100; n++) response.write(Buffer.alloc(32768, n));
      response.end();
    });
    engine.answers.set('/images/load', (response) => {
      response.req.resume().on('end', () => response.end('{"stream":"Loaded image: x:1\\n"}\n'));
    });
    router = await bootWithKeeper({
      files: {
        ...files,
        // without the net below all callbacks, which ucode has since 2025-07 only
        '/usr/sbin/dockerman-keeper': program.replaceAll(/^.*guard\?\..*\n/gm, ''),
      },
      uci: [`set dockerman.local.address='tcp://127.0.0.1:${engine.port}'`, 'commit dockerman'],
    });
    client = new TransferClient(router, await router.login());
  });
  afterAll(async () => {
    await router?.stop();
    await engine.stop();
  });

  /** A download, an upload and a ticket; each call is answered somehow. Gives what became of them. */
  async function visit(): Promise<unknown> {
    const opened = await client.call('TransferOpen', {
      operation: 'ContainerExport',
      parameters: '{"container":"web"}',
    });
    await client.call('TransferOpen', { operation: 'ContainerExport', parameters: '{"container":"none"}' });
    const { transfer = 'none' } = opened;
    const state = await client.call('TransferState', { transfer, offset: '0', wait: '1' });
    const read = await client.call('TransferRead', { transfer, offset: '0', length: '1000' });
    const slice = await client.slice(transfer, 0, 1000);
    const rest = await client.slice(transfer, 100_000, 100_000, { acknowledged: 100_000 });
    await client.call('TransferClose', { transfer });
    const job = (await client.call('JobStart', {
      operation: 'ImageLoad',
      parameters: '{}',
      upload: '2000',
    })) as { job?: string; transfer?: string };
    const upload = job.transfer ?? 'none';
    const body = Buffer.alloc(1000);
    const put = await client.slice(upload, 0, 1000, { body });
    const base64 = body.toString('base64');
    const written = await client.call('TransferWrite', { transfer: upload, offset: '1000', base64 });
    await client.call('TransferState', { transfer: upload, offset: '2000', wait: '1' });
    await client.call('TransferClose', { transfer: upload });
    await client.call('TicketMake', { job: job.job ?? 'none' });
    const ticket = JSON.stringify({ session: client.session, ticket: 'none', begin: '' });
    router.run(['ubus', '-t', '5', 'call', 'dockerman.keeper', 'ticket', ticket]);
    await client.call('JobCancel', { job: job.job ?? 'none' }).catch(() => undefined);
    await client.call('JobForget', { job: job.job ?? 'none' }).catch(() => undefined);
    return [state.failure, read.base64?.length, slice.body.length, rest.body.length, put.status, written.end];
  }

  const visitInPeace = async () => expect(await visit()).toEqual([undefined, 1336, 1000, 100_000, 204, 2000]);

  test('has a fault to try in every part', () => {
    expect(tried).toEqual(
      expect.arrayContaining([
        'transfers.download.open',
        'transfers.download.head',
        'transfers.ring.fill',
        'transfers.waiters.changed',
        'transfers.upload.pull',
        'transfers.tickets.make',
      ]),
    );
  });

  test('serves a visit', visitInPeace);

  test.each(tried)('survives an exception in %s', async (name) => {
    const pid = processOf(router, 'dockerman-keeper');
    const file = router.path(faultFile(name));
    writeFileSync(file, '');
    try {
      await visit();
      if (readFileSync(file, 'utf8') === 'hit') hit.push(name);
    } finally {
      if (existsSync(file)) rmSync(file);
    }
    expect(processOf(router, 'dockerman-keeper')).toBe(pid);
    await vi.waitFor(visitInPeace, 10_000);
  });

  test('each of them was thrown', () => {
    expect(tried.filter((name) => !hit.includes(name))).toEqual([]);
  });
});
