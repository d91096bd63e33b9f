import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import { readReference, written } from '../../model/image-reference';
import type { JobRequest } from '../../model/jobs';
import { imagesView } from './view-state';

/** A rejected promise's reason as a sentence. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Starts a job and shows it among the images' work. Resolves with a sentence where it could not be started. */
export async function startJob(app: App, request: JobRequest): Promise<string | undefined> {
  try {
    imagesView(app).work.add(await app.engine.jobs.start(request));
    return undefined;
  } catch (error) {
    return sentence(error);
  }
}

/** What a pull of that name asks the engine; without a tag it would fetch them all. */
export function pullRequest(text: string, platform = ''): JobRequest | { readonly problem: string } {
  const read = readReference(text);
  if ('problem' in read) return read;
  const { name, tag, digest } = read.reference;
  return {
    operation: 'ImageCreate',
    parameters: { fromImage: name, tag: digest ?? tag ?? 'latest', ...(platform === '' ? {} : { platform }) },
  };
}

/** Pulls an image at once; what goes wrong is a note. */
export async function startPull(app: App, name: string): Promise<void> {
  const request = pullRequest(name);
  const problem = 'problem' in request ? request.problem : await startJob(app, request);
  if (problem !== undefined) return app.notes.error(problem);
  const read = readReference(name);
  if ('reference' in read) app.notes.done(_('Pulling %s', written(read.reference)));
}
