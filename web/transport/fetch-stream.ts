import { TransportError } from '../../lib/engine/errors';
import type { EngineResponse } from '../../lib/engine/request';
import { guardedBody } from './body';
import { controllerFailure } from './controller-failure';

/**
 * Fetches what is read as it comes. `program`: our CGI program is asked, whose pages of errors are not the engine's answers. Rejects
 * with a {@link TransportError}, and breaks the body with one.
 */
export async function fetchStream(
  url: string,
  headers: Readonly<Record<string, string>>,
  program: boolean,
  signal: AbortSignal,
  fetcher: typeof fetch,
): Promise<EngineResponse> {
  const response = await fetcher(url, {
    headers,
    cache: 'no-store',
    credentials: 'same-origin',
    // a gateway's session is for its address alone
    ...(program || headers['Authorization'] === undefined ? {} : { redirect: 'error' }),
    signal,
  }).catch((cause: unknown) => {
    if (signal.aborted) throw signal.reason;
    throw new TransportError('unreachable', 'Nothing answers.', { cause });
  });
  const ours = program || response.headers.has('X-Dockerman-Failure');
  const failure = ours ? await controllerFailure(response) : null;
  if (failure) throw failure;
  return { status: response.status, headers: response.headers, body: guardedBody(response.body, signal) };
}
