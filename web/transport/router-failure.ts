import { TransportError, type TransportFailure } from '../../lib/engine/errors';
import { NotSentError } from './not-sent';
import { asObject, asText } from './read-json';

const failures: readonly string[] = [
  'session',
  'forbidden',
  'refused',
  'too-large',
  'engine-down',
  'unreachable',
  'timeout',
  'pending',
  'broken',
] satisfies TransportFailure[];

const isFailure = (name: string): name is TransportFailure => failures.includes(name);

/** The error of a `{failure, message}`; null where the value is none. */
export function routerFailure(value: unknown): TransportError | null {
  const object = asObject(value);
  const failure = asText(object?.['failure']);
  if (failure === undefined || !isFailure(failure)) return null;
  const sentence = asText(object?.['message']) || failure;
  // the router refuses before it connects to the engine
  return failure === 'refused' || failure === 'unreachable'
    ? new NotSentError(failure, sentence)
    : new TransportError(failure, sentence);
}

/** A failure by its name as a header carries it; `broken` for a name that we do not know. */
export function failureNamed(name: string): TransportFailure {
  return isFailure(name) ? name : 'broken';
}
