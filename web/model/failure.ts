import { EngineError, TransportError } from '../../lib/engine/errors';
import type { Failure } from './collection';

/** Any error as what a page shows: the engine's own sentence, the transport's, or the error's. */
export function failureOf(error: unknown): Failure {
  if (error instanceof TransportError) return { failure: error.failure, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { failure: error instanceof EngineError ? 'engine' : 'refused', message };
}

/** Whether trying again by itself makes sense: it does not for a session that has ended and for a missing right. */
export function isLasting(error: unknown): boolean {
  return error instanceof TransportError && (error.failure === 'session' || error.failure === 'forbidden');
}
