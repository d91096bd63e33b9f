import { TransportError } from '../../lib/engine/errors';

/** The request surely did not reach the engine: another transport may try it, whatever it does. */
export class NotSentError extends TransportError {}
