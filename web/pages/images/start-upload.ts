import type { App } from '../../app/context';
import { _ } from '../../host/translate';
import type { JobRequest } from '../../model/jobs';
import { sentence } from './start-job';
import { imagesView } from './view-state';

/** Starts a job whose body is a file of this device; resolves with a sentence where it could not be started. */
export async function startUpload(
  app: App,
  request: Pick<JobRequest, 'operation' | 'parameters'>,
  file: File | undefined,
): Promise<string | undefined> {
  if (!file) return _('File is missing.');
  if (file.size === 0) return _('%s is empty.', file.name);
  const { uploads } = app.engine;
  try {
    const id = await uploads.start({ ...request, file, name: file.name });
    const job = uploads.value.find((one) => one.id === id)?.job ?? '';
    if (job !== '') imagesView(app).work.add(job);
    return undefined;
  } catch (error) {
    return sentence(error);
  }
}
