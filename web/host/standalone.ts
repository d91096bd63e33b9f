import type { GatewayAccess } from '../model/engine-access';
import { logOut } from './gateway-session';
import type { Host } from './host';
import { pageHost } from './page-host';

/** The application as the gateway serves it: `engine` is the name of the engine that it passes requests to. */
export function standaloneHost(engine: string): { readonly host: Host; readonly access: GatewayAccess } {
  const host: Host = {
    ...pageHost('standalone', ''),
    logout: async () => {
      await logOut();
      location.reload();
    },
  };
  const base = new URL(`/engine/${encodeURIComponent(engine)}`, location.href).href;
  return { host, access: { kind: 'gateway', base } };
}
