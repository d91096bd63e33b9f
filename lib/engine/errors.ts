/** The engine answered, and its answer is a refusal. `message` is the engine's own sentence. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Why no answer came from the engine, as far as a transport can tell:
 * - `session`: the session has ended; log in again
 * - `forbidden`: the session's role does not allow it
 * - `refused`: the transport itself refused the request (a bad parameter, an operation that it does not serve)
 * - `too-large`: the answer does not fit this transport; another one can carry it
 * - `engine-down`: the way is open, the engine is not there
 * - `unreachable`: nothing answered (network, refused connection, CORS, mixed content)
 * - `timeout`: no answer within the time limit
 * - `pending`: the engine is still at work on it; events will tell the result
 * - `broken`: the answer began and did not end as it should
 */
export type TransportFailure =
  | 'session'
  | 'forbidden'
  | 'refused'
  | 'too-large'
  | 'engine-down'
  | 'unreachable'
  | 'timeout'
  | 'pending'
  | 'broken';

/** No (whole) answer of the engine came through. `message` is a plain sentence for the user. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    readonly failure: TransportFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The engine speaks no API version that we speak. `message` names its version and what would do. */
export class VersionError extends Error {
  override readonly name = 'VersionError';
  constructor(
    /** The API version of the engine: its newest where it is too old for us, its oldest where it is too new. */
    readonly apiVersion: string,
    message: string,
  ) {
    super(message);
  }
}
