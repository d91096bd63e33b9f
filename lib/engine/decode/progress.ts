import { EngineError } from '../errors';
import { progressMessage, type ProgressMessage } from '../types/progress-message';
import { decoded } from './decoder';
import { RecordDecoder } from './records';

/**
 * The messages of a pull, push, build, load or import. Those have status 200 before they have begun: a failure comes
 * inside, and is raised as the {@link EngineError} that it is, after the messages in front of it. The work is done when
 * the loop ends without one.
 */
export async function* progress(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ProgressMessage[], void, undefined> {
  for await (const messages of decoded(body, new RecordDecoder(progressMessage))) {
    const at = messages.findIndex((message) => failureOf(message) !== undefined);
    const [failed] = messages.splice(at < 0 ? messages.length : at);
    if (messages.length) yield messages;
    const failure = failed && failureOf(failed);
    if (failure) throw failure;
  }
}

/** The failure that a message reports, if it does. */
export function failureOf({ error, errorDetail }: ProgressMessage): EngineError | undefined {
  if (!errorDetail && error === '') return undefined;
  const message = errorDetail?.message || error || 'The engine gave no reason.';
  return new EngineError(errorDetail?.code || 500, message);
}
