import { TransportError } from '../../lib/engine/errors';
import { fetchStream } from '../transport/fetch-stream';
import { Keeper } from '../transport/keeper';
import { Ubus } from '../transport/ubus';
import type { Opener } from './hub';
import type { HubAccess } from './messages';
import { watched } from './watched';

/** The CGI program's events have a sign of life every 5 s (ucode/dockerman/cgi/serve.uc): after three that did not come they are dead. */
export const eventsSilence = 15_000;

/**
 * Opens a hub's streams: over the router's keeper, its CGI program, or straight from the engine. `jobs` hears how many the keeper has.
 */
export function transportOpener(
  { router }: HubAccess,
  fetcher: typeof fetch = (...request) => fetch(...request),
  jobs?: (kept: number) => void,
): Opener {
  const session = () => router?.session ?? '';
  const keeper =
    router &&
    new Keeper({
      ubus: new Ubus({ url: router.ubus, session, fetch: fetcher }),
      engine: router.engine,
      ...(jobs ? { jobs } : {}),
    });

  return async ({ source }, signal) => {
    if (source.transport === 'keeper' && keeper)
      return keeper.open(source.method, source.operation, source.parameters, source.apiVersion, signal);
    if (source.transport === 'controller' && router) {
      const url = `${router.program}/${source.target}&engine=${encodeURIComponent(router.engine)}`;
      const headers = { Authorization: `Bearer ${router.session}` };
      const response = await fetchStream(url, headers, true, signal, fetcher);
      const events = source.target.startsWith('SystemEvents?');
      return events ? { ...response, body: watched(response.body, eventsSilence) } : response;
    }
    if (source.transport === 'direct') {
      const { url, token } = source;
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      return fetchStream(url, headers, false, signal, fetcher);
    }
    throw new TransportError('unreachable', `There is no ${source.transport} here.`);
  };
}
