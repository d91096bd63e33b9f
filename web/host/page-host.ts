import { Store } from '../model/store';
import type { Host, SessionState } from './host';
import { AddressBar } from './place';
import { followTheme } from './theme';

/** A host over this page's address bar, theme and title; the application's places begin below `base` (`/cgi-bin/luci/admin/docker`). */
export function pageHost(kind: Host['kind'], base: string): Host {
  const address = new AddressBar(base);
  const theme = followTheme();
  const session = new Store<SessionState>('open');
  const title = document.title;
  return {
    kind,
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
    // the server shows its login in place of the page, and the page after it
    login: () => location.reload(),
    dispose: () => {
      address.dispose();
      theme.stop();
      document.title = title;
    },
  };
}
