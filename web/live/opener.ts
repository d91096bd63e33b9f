import { TransportError } from '../../lib/engine/errors';
import { fetchStream } from '../transport/fetch-stream';
import { Keeper } from '../transport/keeper';
import { Ubus } from '../transport/ubus';
import type { Opener } from './hub';
import type { HubAccess } from './messages';

/** Opens a hub's streams: over the router's keeper, its CGI program, or straight from the engine. */
export function transportOpener(
  { router }: HubAccess,
  fetcher: typeof fetch = (...request) => fetch(...request),
): Opener {
  const session = () => router?.session ?? '';
  const keeper =
    router &&
    new Keeper({ ubus: new Ubus({ url: router.ubus, session, fetch: fetcher }), engine: router.engine });

  return async ({ source }, signal) => {
    if (source.transport === 'keeper' && keeper)
      return keeper.open(source.method, source.operation, source.parameters, source.apiVersion, signal);
    if (source.transport === 'controller' && router) {
      const url = `${router.program}/${source.target}&engine=${encodeURIComponent(router.engine)}`;
      return fetchStream(url, { Authorization: `Bearer ${router.session}` }, true, signal, fetcher);
    }
    if (source.transport === 'direct') {
      const { url, token } = source;
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      return fetchStream(url, headers, false, signal, fetcher);
    }
    throw new TransportError('unreachable', `There is no ${source.transport} here.`);
  };
}
