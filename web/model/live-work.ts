import { TransportError } from '../../lib/engine/errors';
import type { Live } from '../live/live';
import type { Choice } from '../transport/choice';
import type { EngineAccess } from './engine-access';
import type { EngineLink } from './engine-link';
import type { EngineWork } from './late-work';

/** What jobs and files are made from. */
export interface WorkParts {
  readonly access: EngineAccess;
  readonly live: Live;
  readonly link: EngineLink;
  readonly choice: Choice;
}

/** Jobs and files of an engine. */
export function liveWork(parts: WorkParts): EngineWork {
  throw new TransportError('refused', `There are no jobs over ${parts.choice.name} yet.`);
}
