import type { TestProject } from 'vitest/node';
import { startDockerd, whyNot, type DockerdVersion } from './dockerd';
import { startPodman, whyNoPodman } from './podman';

/** An engine that all tests of a run share: its socket, or why there is none. */
export interface SharedEngine {
  readonly name: string;
  readonly socket?: string;
  readonly missing?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    engines: readonly SharedEngine[];
  }
}

const versions: readonly DockerdVersion[] = ['20.10', '28.5'];

interface Started {
  readonly socket: string;
  stop(): Promise<void>;
}

/** Starts the engines, once for all test files of a run, and ends them after it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running: Started[] = [];
  const one = async (
    name: string,
    missing: string | undefined,
    start: () => Promise<Started>,
  ): Promise<SharedEngine> => {
    if (missing !== undefined) {
      console.warn(`SKIPPED: tests against ${name}: ${missing}`);
      return { name, missing };
    }
    const started = await start();
    running.push(started);
    return { name, socket: started.socket };
  };
  const stop = async () => void (await Promise.all(running.map((engine) => engine.stop())));
  const results = await Promise.allSettled([
    ...versions.map((version) => one(`dockerd ${version}`, whyNot(version), () => startDockerd(version))),
    one('Podman', whyNoPodman(), startPodman),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  project.provide(
    'engines',
    results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
  );
  return stop;
}
