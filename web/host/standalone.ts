import type { GatewayAccess } from '../model/engine-access';
import { Store } from '../model/store';
import { logOut } from './gateway-session';
import type { Host, SessionState } from './host';
import { AddressBar } from './place';
import { followTheme } from './theme';

/** The application as the gateway serves it: `engine` is the name of the engine that it passes requests to. */
export function standaloneHost(engine: string): { readonly host: Host; readonly access: GatewayAccess } {
  const address = new AddressBar('');
  const theme = followTheme();
  const session = new Store<SessionState>('open');
  const title = document.title;
  const host: Host = {
    kind: 'standalone',
    session,
    place: address.place,
    dark: theme.dark,
    href: (...where) => address.href(...where),
    navigate: (...where) => address.navigate(...where),
    followLink: address.followLink,
    setTitle: (part) => {
      document.title = part ? `${part} | ${title}` : title;
    },
    sessionEnded: () => session.set('ended'),
    login: () => location.reload(),
    logout: async () => {
      await logOut();
      location.reload();
    },
    dispose: () => {
      address.dispose();
      theme.stop();
      document.title = title;
    },
  };
  const base = new URL(`/engine/${encodeURIComponent(engine)}`, location.href).href;
  return { host, access: { kind: 'gateway', base } };
}
