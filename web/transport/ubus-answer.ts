import { TransportError } from '../../lib/engine/errors';
import { NotSentError } from './not-sent';
import { asInteger, asObject, asText } from './read-json';

/** One answer of a JSON-RPC exchange with ubus, read. */
export interface UbusAnswer {
  readonly id: number;
  readonly data: object;
  /** Access was denied: the session has ended, or it lacks the right. */
  readonly denied: boolean;
  readonly error?: TransportError;
}

const missing = () =>
  new NotSentError(
    'unreachable',
    'The router part is not there. Is luci-app-dockerman installed, and rpcd running?',
  );
const slow = () => new TransportError('timeout', 'The router did not answer in time.');

const lost = () => new TransportError('broken', "The router's answer was lost on its way.");

/** uhttpd's own errors (ubus.c: ERROR_OBJECT … ERROR_TIMEOUT); -32002, denied, is told by the caller. */
function protocolError(code: number, message: string): TransportError {
  if (code === -32000) return missing();
  if (code === -32001) return new NotSentError('refused', 'The router part does not know this call.');
  if (code === -32003) return slow();
  return new TransportError('broken', `The router could not read the call: ${message || code}.`);
}

/** ubus status codes (ubusmsg.h); 6, permission denied, is told by the caller. */
function statusError(status: number | undefined): TransportError {
  switch (status) {
    case 2:
      return new NotSentError('refused', 'The router part refused the arguments of the call.');
    case 3:
    case 8:
      return new NotSentError('refused', 'The router part does not know this call.');
    case 4:
      return missing();
    case 7:
      return slow();
    case 10:
      return new TransportError('unreachable', 'The router part does not answer.');
    case undefined:
      return new TransportError('broken', 'The router sent an empty answer.');
    default:
      return new TransportError('broken', `The router part failed (ubus status ${status}).`);
  }
}

/** Reads one answer. Raises a {@link TransportError} (`broken`) when it is not one of JSON-RPC. */
export function ubusAnswer(value: unknown): UbusAnswer {
  const answer = asObject(value);
  const id = asInteger(answer?.['id']);
  if (!answer || id === undefined)
    throw new TransportError('broken', 'The router sent an answer that cannot be read.');
  const none = { id, data: {}, denied: false };
  const error = asObject(answer['error']);
  if (error) {
    const code = asInteger(error['code']) ?? 0;
    if (code === -32002) return { ...none, denied: true };
    return { ...none, error: protocolError(code, asText(error['message']) ?? '') };
  }
  const [status, data] = Array.isArray(answer['result']) ? (answer['result'] as readonly unknown[]) : [];
  if (status === 6) return { ...none, denied: true };
  if (status !== 0) return { ...none, error: statusError(asInteger(status)) };
  // ubusd drops a reply for which it has no room without a word, and what is left is `[0]`
  const found = asObject(data);
  return found ? { ...none, data: found } : { ...none, error: lost() };
}

/** What an HTTP status other than 200 of /ubus means. */
export function ubusFailure(status: number): TransportError {
  if (status === 403) return new TransportError('session', 'The session has ended. Log in again.');
  if (status === 413) return new NotSentError('too-large', 'The request is too large for rpcd (64 KiB).');
  if (status === 404 || status === 405 || status === 501)
    return new NotSentError('unreachable', 'This web server offers no /ubus.');
  return new TransportError('unreachable', `The web server answered with status ${status}.`);
}
