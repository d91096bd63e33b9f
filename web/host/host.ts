import type { Readable } from '../model/store';

/** What a session may do; each one includes the ones before it. */
export type Role = 'viewer' | 'operator' | 'admin';

/** Whether the user is still logged in. `ended` stays until the page is loaded again after a login. */
export type SessionState = 'open' | 'ended';

/** Where the application stands: the path below its base, without slashes at its ends, and the query. */
export interface Place {
  /** `containers`, `container/web/logs`; empty at the base itself. Segments are decoded. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/**
 * What differs between LuCI and the standalone web: session, place in the menu, theme, title. Texts are translated by
 * `_` of `translate.ts`, which the host feeds.
 */
export interface Host {
  readonly kind: 'luci' | 'standalone';
  readonly session: Readable<SessionState>;
  /** The address bar, followed through navigation, back and forward. */
  readonly place: Readable<Place>;
  /** The theme is a dark one. */
  readonly dark: Readable<boolean>;
  /** The URL of a place below the base, for `href`: `href(['container', 'web', 'logs'], {tail: '100'})`. */
  href(segments: readonly string[], query?: Readonly<Record<string, string>>): string;
  /** Goes there without a reload. `replace` leaves no entry in the history. */
  navigate(
    segments: readonly string[],
    query?: Readonly<Record<string, string>>,
    options?: { readonly replace?: boolean },
  ): void;
  /**
   * For the click of an `<a href>` inside the application: navigates in place and prevents the load when the link is
   * ours and the click is a plain one. Mount it once at the root: `root.addEventListener('click', host.followLink)`.
   */
  readonly followLink: (event: MouseEvent) => void;
  /** The page's part of the title; the host adds its own. */
  setTitle(title: string): void;
  /** Notes that the session has ended (a transport found out). */
  sessionEnded(): void;
  /** Leads to the login; what the user typed is kept by the pages before. */
  login(): void;
  /** Ends the session; only where the application shows its own button (standalone). */
  readonly logout?: () => Promise<void>;
  /** Stops following the address bar and the theme. */
  dispose(): void;
}
