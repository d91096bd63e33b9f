import path from 'node:path';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { kept, running } from './bounds';
import { shownJob, type ShownJob } from './shown-job';
import { readState, writeState } from './state-file';

/** Why a job was not finished that a gateway held which is no more. */
export const interrupted =
  'The gateway was ended before the engine had told how this came out: see whether the engine did it.';

const File = v.object({ jobs: v.array(v.unknown()) });

/**
 * What is known of each job, written down: a gateway that died shows the next one what it held. Each port has a file of its own, as two
 * gateways may share a state folder.
 */
export class SavedJobs {
  readonly #file: string;
  #work: Promise<void> = Promise.resolve();
  #next: (() => readonly ShownJob[]) | undefined;

  constructor(
    folder: string,
    port: number,
    private readonly log: Logger,
  ) {
    this.#file = path.join(folder, `jobs-${port}.json`);
  }

  /** The jobs that an earlier run has written down: none of them runs any more. What cannot be read is left out. */
  async load(): Promise<readonly ShownJob[]> {
    try {
      const text = await readState(this.#file);
      if (text === null) return [];
      return v
        .parse(File, JSON.parse(text))
        .jobs.slice(-(kept + running))
        .flatMap(ended);
    } catch (error) {
      this.log.warn({ err: error }, `what ${this.#file} says of earlier jobs cannot be read`);
      return [];
    }
  }

  /** Writes the jobs down as they are when it is this one's turn. */
  save(jobs: () => readonly ShownJob[]): void {
    const waiting = this.#next !== undefined;
    this.#next = jobs;
    if (!waiting) this.#work = this.#work.then(() => this.#write());
  }

  /** Resolves when all is written. */
  done(): Promise<void> {
    return this.#work;
  }

  async #write(): Promise<void> {
    const jobs = this.#next?.() ?? [];
    this.#next = undefined;
    // layers are of no use without the engine's next word
    const lasting = jobs.map((job) => ({ ...job, parts: undefined }));
    await writeState(this.#file, `${JSON.stringify({ jobs: lasting })}\n`).catch((error: Error) =>
      this.log.warn({ err: error }, 'jobs cannot be written down'),
    );
  }
}

function ended(kept: unknown): ShownJob[] {
  const { success, output } = v.safeParse(shownJob, kept);
  if (!success) return [];
  if (output.state !== 'running') return [output];
  return [{ ...output, state: 'interrupted', ended: Date.now(), message: interrupted }];
}
