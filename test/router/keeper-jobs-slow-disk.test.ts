import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootWithKeeper, Browser } from './keeper/browser';
import { FakeEngine } from './keeper/fake-engine';
import { begin, JobList } from './keeper/jobs';
import { rootfs, titled, type Userland } from './userland';

const target = 'ucode/dockerman/keeper/jobs/target.uc';
const source = readFileSync(new URL(`../../${target}`, import.meta.url), 'utf8');
const write = 'target.write = function(bytes) {';

describe.skipIf(!rootfs)(titled('an export to a slow disk'), () => {
  const engine = new FakeEngine();
  let router: Userland;

  beforeAll(async () => {
    await engine.start();
    engine.answers.set('/images/x/get', (response) => {
      response.writeHead(200, { 'Content-Type': 'application/x-tar' }).write(Buffer.alloc(20_000_000));
    });
    expect(source).toContain(write);
    router = await bootWithKeeper({
      // each write keeps the keeper waiting, as a disk does whose cache is full
      files: {
        '/usr/share/ucode/luci/dockerman/keeper/jobs/target.uc': source.replace(write, `${write} sleep(40);`),
      },
      uci: [`set dockerman.local.address='tcp://127.0.0.1:${engine.port}'`, 'commit dockerman'],
    });
  });
  afterAll(async () => {
    await router?.stop();
    await engine.stop();
  });

  test('leaves others their turn between two writes', async () => {
    const one = new Browser(router, await router.login());
    const list = await JobList.open(one);
    const id = await begin(one, { operation: 'ImageGet', parameters: { image: 'x' }, to: '/tmp/slow.tar' });
    await list.until(id, ({ progress }) => (progress?.done ?? 0) > 0);
    const written = () => statSync(router.path('/tmp/slow.tar.part')).size;
    const between = [];
    for (let calls = 0; calls < 10; calls++) {
      const before = written();
      await one.request('admin', 'RegistryList', {});
      between.push((written() - before) / (24 * 1024));
    }
    // a call takes two turns of the loop: one for its session, one for itself
    expect(Math.max(...between)).toBeLessThan(6);
    expect(await one.request('admin', 'JobCancel', { job: id })).toEqual({ done: true });
  });
});
