import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransportError } from '../../../../lib/engine/errors';
import { downloadLog } from '../../../../web/model/log-download';
import { at, logUnderTest } from '../fakes/log';

describe('the download of a log', () => {
  afterEach(() => vi.useRealTimers());

  it('is the whole log as text, also when the connection was cut on the way', async () => {
    const { link, say, end, cut, parameters, pass } = logUnderTest();
    const file = downloadLog(link, 'web', { timestamps: true });
    await pass();
    expect(parameters(0)).toMatchObject({ follow: false, tail: 'all' });
    say(0, [1, 'a'], [2, 'b']);
    await pass(0);
    cut(0);
    await pass(1000);
    say(1, [2, 'b'], [3, 'c']);
    end(1);
    await pass();
    const { name, blob } = await file;
    expect(name).toBe('web.log');
    await expect(blob.text()).resolves.toBe(`${at(1)} a\n${at(2)} b\n${at(3)} c\n`);
  });

  it('is an error rather than a short file when the way stays broken', async () => {
    const { link, engine, pass } = logUnderTest();
    engine.answers.set('ContainerLogs', () => {
      throw new TransportError('unreachable', 'no network');
    });
    const file = expect(downloadLog(link, 'web', {})).rejects.toMatchObject({ failure: 'unreachable' });
    await pass(120_000);
    await file;
  });
});
