import * as v from 'valibot';
import { TransportError } from '../../lib/engine/errors';
import { list, loose } from '../../lib/engine/types/lenient';
import { gatewayJson } from '../transport/gateway-json';
import { KeeperCalls } from '../transport/keeper-calls';
import { Ubus } from '../transport/ubus';
import type { EngineAccess } from './engine-access';
import type { Registries, Registry } from './registries';

const answerShape = loose({ registries: list(loose({ host: v.string(), user: v.string() })) });

function read(answer: unknown): readonly Registry[] {
  const parsed = v.safeParse(answerShape, answer);
  if (!parsed.success) throw new TransportError('broken', 'The list of registries cannot be read.');
  return parsed.output.registries;
}

/** Where the credentials of an access are kept: the router's keeper, or the gateway. */
export function liveRegistries(access: EngineAccess): Registries {
  if (access.kind === 'gateway') {
    const ask = (method: string, host = '', body?: object) => {
      const path = host === '' ? '/work/registries' : `/work/registries/${encodeURIComponent(host)}`;
      return gatewayJson((...request) => fetch(...request), method, new URL(path, access.base).href, body);
    };
    return {
      list: async () => read(await ask('GET')),
      set: async (host, user, password) => void (await ask('PUT', host, { user, password })),
      remove: async (host) => void (await ask('DELETE', host)),
    };
  }
  const { ubus: url, session, engine } = access;
  const calls = new KeeperCalls({ ubus: new Ubus({ url, session }), engine });
  const call = (operation: string, parameters: Readonly<Record<string, string>> = {}) =>
    calls.call('admin', operation, parameters);
  return {
    list: async () => read(await call('RegistryList')),
    set: async (host, user, password) => void (await call('RegistrySet', { host, user, password })),
    remove: async (host) => void (await call('RegistryRemove', { host })),
  };
}
