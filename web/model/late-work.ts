import type { Downloads } from './downloads';
import type { Engine } from './engine';
import { failureOf } from './failure';
import type { FileOnItsWay } from './files-on-their-way';
import type { JobRow } from './job-progress';
import type { JobLog, Jobs } from './jobs';
import { Late } from './late';
import { lateList } from './late-list';
import type { Uploads } from './uploads';

/** Jobs and files of an engine. */
export type EngineWork = Pick<Engine, 'jobs' | 'downloads' | 'uploads'>;

/** Jobs and files, whose code is loaded when the first of them is asked for. */
export function lateWork(load: () => Promise<EngineWork>): EngineWork {
  let loading: Promise<EngineWork> | undefined;
  const work = () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
  const jobs = lateList<JobRow, Jobs>(async () => (await work()).jobs);
  const files = <S extends Downloads | Uploads>(of: (work: EngineWork) => S) => {
    const late = new Late<readonly FileOnItsWay[], S>(
      [],
      async () => of(await work()),
      () => [],
    );
    return Object.assign(late, {
      cancel: (id: string) => void late.source().then((source) => source.cancel(id)),
      forget: (id: string) => void late.source().then((source) => source.forget(id)),
    });
  };
  const downloads = files((all) => all.downloads);
  const uploads = files((all) => all.uploads);
  return {
    jobs: Object.assign(jobs, {
      get: (id: string) => jobs.value.rows.find((row) => row.id === id),
      refresh: async () => (await jobs.source()).refresh(),
      start: async (...given: Parameters<Jobs['start']>) => (await jobs.source()).start(...given),
      cancel: async (id: string) => (await jobs.source()).cancel(id),
      forget: async (id: string) => (await jobs.source()).forget(id),
      ended: async (id: string) => (await jobs.source()).ended(id),
      log: (id: string) =>
        new Late<JobLog>(
          { phase: 'loading', lines: [] },
          async () => (await jobs.source()).log(id),
          (error) => ({ phase: 'failed', lines: [], failure: failureOf(error) }),
        ),
    }),
    downloads: Object.assign(downloads, {
      start: async (...given: Parameters<Downloads['start']>) => (await downloads.source()).start(...given),
      fetchFile: async (job: string) => (await downloads.source()).fetchFile(job),
    }),
    uploads: Object.assign(uploads, {
      start: async (...given: Parameters<Uploads['start']>) => (await uploads.source()).start(...given),
    }),
  };
}
