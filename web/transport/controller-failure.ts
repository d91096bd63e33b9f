import { TransportError, type TransportFailure } from '../../lib/engine/errors';
import { NotSentError } from './not-sent';
import { failureNamed, routerFailure } from './router-failure';

const sentences: Readonly<Partial<Record<TransportFailure, string>>> = {
  session: 'The session has ended. Log in again.',
  forbidden: 'Your login does not allow this.',
  'engine-down': 'The engine is not running.',
  timeout: 'The engine did not answer in time.',
};

/**
 * The failure that a response of the CGI program or of LuCI's controller carries; null for an answer of the engine.
 * LuCI's own login page (403 with `X-LuCI-Login-Required`) is an ended session.
 */
export async function controllerFailure(response: Response): Promise<TransportError | null> {
  const name = response.headers.get('X-Dockerman-Failure');
  if (name !== null) {
    const carried = routerFailure(await response.json().catch(() => null));
    if (carried) return carried;
    const failure = failureNamed(name);
    return new TransportError(failure, sentences[failure] ?? `The router refused it (${failure}).`);
  }
  if (response.headers.has('X-LuCI-Login-Required'))
    return discard(response, new TransportError('session', 'The session has ended. Log in again.'));
  const type = response.headers.get('Content-Type') ?? '';
  if (type.includes('json') || response.status < 400) return null;
  // pages of the web server or of LuCI, not of the engine
  if (response.status === 403)
    return discard(response, new TransportError('session', 'The session has ended. Log in again.'));
  if (response.status === 404)
    return discard(response, new NotSentError('unreachable', 'The web server does not know this address.'));
  if (response.status === 502 || response.status === 503 || response.status === 504)
    return discard(
      response,
      new TransportError('unreachable', `The web server answered with status ${response.status}.`),
    );
  return null;
}

function discard(response: Response, error: TransportError): TransportError {
  void response.body?.cancel().catch(() => undefined);
  return error;
}
