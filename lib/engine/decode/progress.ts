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

/** How far a layer is. */
export interface Layer {
  readonly id: string;
  /** The engine's own words: `Downloading`, `Pull complete`, … */
  readonly status: string;
  readonly done: boolean;
  /** Bytes of the step that it is in; 0 where the engine does not say. */
  readonly current: number;
  readonly total: number;
}

/** Statuses after which nothing more happens to a layer. */
const finished = new Set(['Pull complete', 'Already exists', 'Pushed', 'Layer already exists']);

/** How far a whole job is: its layers in the order in which they were met, and the last words that belong to none. */
export class Progress {
  private readonly byId = new Map<string, Layer>();
  /** The newest message that is about no layer. */
  status = '';

  /** The layers, in the order in which they were met. */
  get layers(): readonly Layer[] {
    return [...this.byId.values()];
  }

  /** Takes the next message. */
  add({ id, status, stream, progressDetail }: ProgressMessage): void {
    // the id of this one is the tag
    if (id === '' || status.startsWith('Pulling from ')) {
      const said = (status || stream).trim();
      if (said !== '') this.status = said;
      return;
    }
    // containerd's store counts the seconds of an extraction (units "s")
    const bytes = progressDetail.units === '' ? progressDetail : { current: 0, total: 0 };
    this.byId.set(id, {
      id,
      status,
      done: finished.has(status),
      current: bytes.current,
      total: bytes.total,
    });
  }
}
