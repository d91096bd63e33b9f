import { TransportError } from '../../lib/engine/errors';
import type { RpcdTransport } from '../transport/rpcd';
import type { RoleMethod } from '../transport/role-method';

/** The router's own operations (`RouterStatus`, `RouterService`), over whatever reaches rpcd. */
export type RouterCall = (
  name: string,
  method: RoleMethod,
  parameters?: Record<string, string>,
) => Promise<unknown>;

/** Asks over /ubus; where the web server has none, over LuCI's own bridge to ubus (`admin/ubus`), which is slower. */
export function routerCalls(rpcd: RpcdTransport, bridge: (() => RpcdTransport) | undefined): RouterCall {
  return async (...call) => {
    try {
      return await rpcd.router(...call);
    } catch (error) {
      if (!bridge || !(error instanceof TransportError) || error.failure !== 'unreachable') throw error;
      return bridge().router(...call);
    }
  };
}
