import { describe, expect, it, vi } from 'vitest';
import { lateWork, type EngineWork } from '../../../../web/model/late-work';
import { FakeDownloads, FakeJobs, FakeUploads, jobRow } from '../../../component/fake-work';

function workUnderTest() {
  const real = { jobs: new FakeJobs(), downloads: new FakeDownloads(), uploads: new FakeUploads() };
  const load = vi.fn<() => Promise<EngineWork>>(() => Promise.resolve(real));
  return { real, load, late: lateWork(load) };
}

describe('jobs and files whose code comes late', () => {
  it('are not loaded before somebody looks, and then once', async () => {
    const { real, load, late } = workUnderTest();
    expect(late.jobs.value).toEqual({ phase: 'loading', rows: [] });
    expect(load).not.toHaveBeenCalled();
    const seen = vi.fn();
    const stop = late.jobs.subscribe(seen);
    await vi.waitFor(() => expect(late.jobs.value.phase).toBe('live'));
    await late.downloads.start({
      operation: 'ContainerExport',
      parameters: { container: 'web' },
      name: 'web.tar',
    });
    expect(load).toHaveBeenCalledTimes(1);
    real.jobs.show(jobRow('j1'));
    expect(late.jobs.get('j1')?.id).toBe('j1');
    const { length } = seen.mock.calls;
    expect(length).toBeGreaterThan(1);
    stop();
    real.jobs.show();
    expect(seen.mock.calls).toHaveLength(length);
    expect(late.jobs.value.rows).toEqual([]);
  });

  it('are let go of by who leaves before they have come', async () => {
    const { real, late } = workUnderTest();
    const seen = vi.fn();
    late.jobs.subscribe(seen)();
    await late.jobs.refresh();
    real.jobs.show(jobRow('j1'));
    expect(seen).not.toHaveBeenCalled();
  });

  it('say that they cannot be loaded, and are tried again with the next look', async () => {
    const { load, late } = workUnderTest();
    load.mockRejectedValueOnce(new Error('Failed to fetch dynamically imported module'));
    const seen = vi.fn();
    late.jobs.subscribe(seen);
    await vi.waitFor(() => expect(seen).toHaveBeenCalled());
    expect(late.jobs.value).toMatchObject({
      phase: 'failed',
      failure: { message: expect.stringContaining('Failed') as string },
    });
    late.jobs.subscribe(seen);
    await vi.waitFor(() => expect(late.jobs.value.phase).toBe('live'));
  });

  it('hand on what is asked of them', async () => {
    const { real, late } = workUnderTest();
    const id = await late.jobs.start({ operation: 'ImageCreate', parameters: { fromImage: 'nginx' } });
    await late.jobs.cancel(id);
    await late.jobs.forget(id);
    await late.downloads.fetchFile('j9');
    late.uploads.cancel('u1');
    await vi.waitFor(() => expect(real.uploads.cancelled).toEqual(['u1']));
    expect(real.jobs.cancelled).toEqual([id]);
    expect(real.jobs.forgotten).toEqual([id]);
    expect(real.downloads.fetched).toEqual(['j9']);
    real.jobs.log(id).set({ phase: 'ended', lines: ['done'] });
    const log = late.jobs.log(id);
    log.subscribe(() => undefined);
    await vi.waitFor(() => expect(log.value.lines).toEqual(['done']));
  });
});
