import { afterEach, describe, expect, it, vi } from 'vitest';
import { EngineError, TransportError } from '../../../../lib/engine/errors';
import { downloadLimit } from '../../../../web/model/downloads';
import { TabDownloads } from '../../../../web/model/tab-downloads';
import { TabUploads } from '../../../../web/model/tab-uploads';
import { FileTurns } from '../../../../web/model/turns-of-files';
import { workUnderTest } from '../fakes/work';

const request = { operation: 'ContainerExport', parameters: { container: 'web' }, name: 'web.tar' } as const;

function filesUnderTest(atOnce = 2) {
  const parts = workUnderTest();
  const saved: { name: string; blob: Blob }[] = [];
  const fetched: string[] = [];
  const { take } = new FileTurns(atOnce);
  const saving = {
    save: (name: string, blob: Blob) => void saved.push({ name, blob }),
    fetch: (address: string) => void fetched.push(address),
  };
  const downloads = new TabDownloads(parts.work, parts.link, saving, take);
  const uploads = new TabUploads(parts.work, parts.link, take);
  return { ...parts, downloads, uploads, saved, fetched };
}

describe('a download', () => {
  afterEach(() => vi.useRealTimers());

  it('is saved under its name once all of it is here', async () => {
    const { downloads, work, saved, pass } = filesUnderTest();
    const id = await downloads.start(request);
    await pass();
    expect(work.received).toMatchObject([{ operation: 'ContainerExport', apiVersion: '1.47' }]);
    work.files[0]?.write('abc');
    await pass(1000);
    work.files[0]?.write('def');
    await pass(1000);
    expect(saved).toEqual([]);
    expect(downloads.value).toMatchObject([{ id, state: 'running', progress: { done: 6, unit: 'bytes' } }]);
    work.files[0]?.end();
    await pass();
    expect(downloads.value).toMatchObject([{ state: 'done', progress: { done: 6, fraction: 1 } }]);
    expect(saved.map(({ name }) => name)).toEqual(['web.tar']);
    await expect(saved[0]?.blob.text()).resolves.toBe('abcdef');
  });

  it('that breaks saves nothing and says why', async () => {
    const { downloads, work, saved, pass } = filesUnderTest();
    await downloads.start(request);
    await pass();
    work.files[0]?.write('abc');
    work.files[0]?.break(new TransportError('broken', 'The engine went away.'));
    await pass();
    expect(downloads.value).toMatchObject([{ state: 'failed', message: 'The engine went away.' }]);
    expect(saved).toEqual([]);
  });

  it('that is shorter than announced saves nothing', async () => {
    const { downloads, work, saved, pass } = filesUnderTest();
    work.length = 10;
    await downloads.start(request);
    await pass();
    work.files[0]?.write('abc');
    work.files[0]?.end();
    await pass();
    expect(downloads.value).toMatchObject([
      { state: 'failed', message: 'The file ended early and was thrown away.' },
    ]);
    expect(saved).toEqual([]);
  });

  it('that the engine refuses says the engine’s sentence', async () => {
    const { downloads, work, pass } = filesUnderTest();
    work.refuse = new EngineError(404, 'No such container: web');
    await downloads.start(request);
    await pass();
    expect(downloads.value).toMatchObject([{ state: 'failed', message: 'No such container: web' }]);
  });

  it('longer than a page can hold ends with what to do instead', async () => {
    const { downloads, work, pass } = filesUnderTest();
    await downloads.start(request);
    await pass();
    // one chunk that says that it is this long
    const chunk = new Uint8Array(8);
    Object.defineProperty(chunk, 'length', { value: downloadLimit + 1 });
    work.files[0]?.write(chunk);
    await pass();
    expect(downloads.value[0]?.message).toContain('Export it to a file on the router');
    expect(work.files[0]?.cancelled).toBe(true);
  });

  it('is cancelled here and there, and forgotten when it is over', async () => {
    const { downloads, work, pass } = filesUnderTest();
    const id = await downloads.start(request);
    await pass();
    downloads.forget(id);
    expect(downloads.value).toHaveLength(1);
    downloads.cancel(id);
    await pass();
    expect(downloads.value).toMatchObject([{ state: 'cancelled' }]);
    expect(work.received[0]?.signal?.aborted).toBe(true);
    downloads.forget(id);
    expect(downloads.value).toEqual([]);
  });

  it('waits for its turn, and leaves it when it is cancelled', async () => {
    const { downloads, work, pass } = filesUnderTest(1);
    await downloads.start(request);
    const second = await downloads.start({ ...request, name: 'b.tar' });
    await downloads.start({ ...request, name: 'c.tar' });
    await pass();
    expect(downloads.value.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'running']);
    downloads.cancel(second);
    work.files[0]?.end();
    await pass();
    expect(downloads.value.map(({ state }) => state)).toEqual(['running', 'cancelled', 'done']);
    expect(work.files).toHaveLength(2);
  });

  it('with a wrong parameter is refused at once', async () => {
    const { downloads } = filesUnderTest();
    await expect(downloads.start({ ...request, parameters: { container: '../x' } })).rejects.toThrow(
      'container',
    );
    expect(downloads.value).toEqual([]);
  });

  it('of a file on the router is the browser’s own, by a ticket', async () => {
    const { downloads, fetched, work } = filesUnderTest();
    await downloads.fetchFile('j1');
    expect(fetched).toEqual(['/ticket/j1']);
    work.fileAddress = undefined;
    await expect(downloads.fetchFile('j1')).rejects.toThrow('no files of jobs');
  });
});

describe('an upload', () => {
  afterEach(() => vi.useRealTimers());
  const load = (text = 'abcdef') =>
    ({ operation: 'ImageLoad', parameters: {}, file: new Blob([text]), name: 'images.tar' }) as const;

  it('is the body of a job, and tells how much has arrived', async () => {
    const { uploads, work, pass } = filesUnderTest();
    const started = uploads.start(load());
    await pass();
    const id = await started;
    expect(work.started).toMatchObject([{ operation: 'ImageLoad', upload: 6, apiVersion: '1.47' }]);
    await pass(1000);
    work.sending[0]?.options.sent(3);
    expect(uploads.value).toMatchObject([
      { id, job: 'j1', direction: 'up', state: 'running', progress: { done: 3, total: 6, fraction: 0.5 } },
    ]);
    work.sending[0]?.options.sent(6);
    work.sending[0]?.done();
    await pass();
    expect(uploads.value).toMatchObject([{ state: 'done', progress: { done: 6 } }]);
  });

  it('of an empty file is refused before anything begins', async () => {
    const { uploads, work } = filesUnderTest();
    await expect(uploads.start(load(''))).rejects.toThrow('images.tar is empty.');
    expect(work.started).toEqual([]);
  });

  it('whose job is refused leaves no row: the call says why', async () => {
    const { uploads, work, pass } = filesUnderTest();
    work.refuse = new TransportError('refused', 'There are eight jobs already.');
    const started = uploads.start(load());
    started.catch(() => undefined);
    await pass();
    await expect(started).rejects.toThrow('There are eight jobs already.');
    expect(uploads.value).toEqual([]);
  });

  it('that breaks or is cancelled ends its job', async () => {
    const { uploads, work, pass } = filesUnderTest();
    const first = uploads.start(load());
    const second = uploads.start(load());
    await pass();
    await first;
    uploads.cancel(await second);
    work.sending[0]?.fail(new TransportError('unreachable', 'Given up.'));
    await pass();
    expect(work.cancelled.map(({ id }) => id).sort()).toEqual(['j1', 'j2']);
    expect(uploads.value.map(({ state }) => state)).toEqual(['cancelled', 'failed']);
  });

  it('cancelled before its turn begins no job', async () => {
    const { uploads, downloads, work, pass } = filesUnderTest(1);
    await downloads.start(request);
    const started = uploads.start(load());
    started.catch(() => undefined);
    await pass();
    uploads.cancel(uploads.value[0]?.id ?? '');
    await pass();
    await expect(started).rejects.toThrow('Cancelled.');
    expect(work.started).toEqual([]);
  });
});
