import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDockerd, whyNot, type Dockerd, type DockerdVersion } from '../../engine/dockerd';
import { unixHttp } from '../../engine/unix-http';
import { rootfs, skipReason, type Userland } from '../userland';
import { bootWithKeeper, Browser } from './browser';

const engines: readonly (readonly [DockerdVersion, string])[] = [
  ['20.10', '1.41'],
  ['28.5', '1.51'],
];

/** The payloads of multiplexed frames, one after the other (docs.docker.com, ContainerAttach: stream format). */
function payloads(frames: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < frames.length;) {
    const size = frames.readUInt32BE(at + 4);
    parts.push(frames.subarray(at + 8, at + 8 + size));
    at += 8 + size;
  }
  return Buffer.concat(parts);
}

describe.each(engines)('the keeper and dockerd %s', (version, apiVersion) => {
  const missing = rootfs ? whyNot(version) : skipReason;

  describe.skipIf(missing !== undefined)(`[${missing ?? 'both are there'}]`, () => {
    let dockerd: Dockerd;
    let router: Userland;
    let session: string;

    const browser = () => new Browser(router, session, apiVersion);
    const engine = (method: string, path: string, body?: object) =>
      unixHttp(dockerd.socket, method, path, body && Buffer.from(JSON.stringify(body)));
    const run = async (name: string, script: string): Promise<string> => {
      const made = await engine('POST', `/containers/create?name=${name}`, {
        Image: 'busybox',
        Cmd: ['sh', '-c', script],
      });
      const { Id } = JSON.parse(made.text) as { Id: string };
      await engine('POST', `/containers/${Id}/start`);
      return Id;
    };

    beforeAll(async () => {
      dockerd = await startDockerd(version);
      router = await bootWithKeeper({ engineSocket: dockerd.socket });
      session = await router.login();
    });
    afterAll(async () => {
      await router?.stop();
      await dockerd?.stop();
    });

    test('tells every browser what happens to a container', async () => {
      const browsers = [browser(), browser()];
      const streams = await Promise.all(browsers.map((one) => one.open('view', 'SystemEvents', {})));
      const id = await run('short', 'exit 3');
      for (const [index, one] of browsers.entries()) {
        const { text } = await one.read(streams[index] ?? { id: '', cursor: 0 }, (all) =>
          all.includes('"die"'),
        );
        const seen = text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { Action: string; Actor: { ID: string } });
        const actions = seen.filter(({ Actor }) => Actor.ID === id).map(({ Action }) => Action);
        expect(actions).toEqual(expect.arrayContaining(['create', 'start', 'die']));
      }
    });

    test('follows 200,000 lines without losing or reordering one', async () => {
      const id = await run(
        'many',
        `awk 'BEGIN { for (i = 0; i < 200000; i++) print i " some words of a log line" }'`,
      );
      const one = browser();
      const stream = await one.open('operate', 'ContainerLogs', {
        container: id,
        stdout: 'true',
        stderr: 'true',
        follow: 'true',
      });
      const { bytes, last } = await one.read(stream, () => false);
      expect(last).toMatchObject({ ended: true });
      expect(last.failure).toBeUndefined();
      const digest = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
      const whole = Array.from({ length: 200_000 }, (_, i) => `${i} some words of a log line\n`).join('');
      expect(digest(payloads(bytes))).toBe(digest(whole));
    });

    test('reduces the statistics of containers to figures, until they stop', async () => {
      const busy = await run('busy', 'while :; do :; done');
      const one = browser();
      const stream = await one.open('view', 'Statistics', { containers: ['nowhere', busy], interval: '1' });
      const rows = (text = '[]') => JSON.parse(text) as (number | null)[][];
      const { text: first } = await one.news(stream);
      const [index, cpu, memory, limit] = rows(first)[0] ?? [];
      expect([index, cpu]).toEqual([1, null]);
      expect(memory).toBeGreaterThan(10_000);
      expect(limit).toBeGreaterThan(memory ?? 0);
      const second = rows((await one.news(stream)).text).find(([row]) => row === 1);
      expect(second?.[1]).toBeGreaterThan(10);
      await engine('POST', `/containers/${busy}/kill`);
      const { last } = await one.read(stream, (_, { text }) => rows(text).some((row) => row.length === 1));
      expect(rows(last.text)).toEqual([[1]]);
      await one.close(stream);
    });

    test('passes on what dockerd refuses', async () => {
      const refused = await browser().request('operate', 'ContainerLogs', {
        container: 'nowhere',
        stdout: 'true',
      });
      expect(refused).toMatchObject({ status: 404, type: 'application/json' });
      expect(refused.body).toContain('No such container: nowhere');
    });
  });
});
