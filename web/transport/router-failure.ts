import * as v from 'valibot';
import { TransportError, type TransportFailure } from '../../lib/engine/errors';
import { NotSentError } from './not-sent';

const failures: readonly TransportFailure[] = [
  'session',
  'forbidden',
  'refused',
  'too-large',
  'engine-down',
  'unreachable',
  'timeout',
  'pending',
  'broken',
];

const schema = v.object({ failure: v.picklist(failures), message: v.nullish(v.string(), '') });

/** The error of a `{failure, message}`; null where the value is none. */
export function routerFailure(value: unknown): TransportError | null {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) return null;
  const { failure, message } = parsed.output;
  const sentence = message || failure;
  // the router refuses before it connects to the engine
  return failure === 'refused' || failure === 'unreachable'
    ? new NotSentError(failure, sentence)
    : new TransportError(failure, sentence);
}

/** A failure by its name as a header carries it; `broken` for a name that we do not know. */
export function failureNamed(name: string): TransportFailure {
  return failures.find((failure) => failure === name) ?? 'broken';
}
