import { Store, type Readable } from '../model/store';
import type { Place } from './host';

/** The place that a path below a base names; a path that is not below it is the base itself. */
export function placeOf(base: string, path: string, search: string): Place {
  const below = path === base || path.startsWith(`${base}/`) ? path.slice(base.length) : '';
  const segments = below.split('/').filter(Boolean).map(decoded);
  return { segments, query: new URLSearchParams(search) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // not ours: shown as it is
    return segment;
  }
}

/** The URL of a place below a base. */
export function hrefOf(
  base: string,
  segments: readonly string[],
  query: Readonly<Record<string, string>> = {},
): string {
  const path = [base, ...segments.map(encodeURIComponent)].join('/') || '/';
  const text = new URLSearchParams(query).toString();
  return text ? `${path}?${text}` : path;
}

/** The address bar below a base, followed through navigation, back and forward. */
export class AddressBar {
  readonly #store: Store<Place>;

  /** `base` has no slash at its end. */
  constructor(private readonly base: string) {
    this.#store = new Store(this.#read());
    addEventListener('popstate', this.#follow);
  }

  get place(): Readable<Place> {
    return this.#store;
  }

  href(segments: readonly string[], query?: Readonly<Record<string, string>>): string {
    return hrefOf(this.base, segments, query);
  }

  navigate(
    segments: readonly string[],
    query?: Readonly<Record<string, string>>,
    options: { readonly replace?: boolean } = {},
  ): void {
    this.#go(this.href(segments, query), options.replace === true);
  }

  /** See `Host.followLink`. */
  readonly followLink = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event
      .composedPath()
      .find((target): target is HTMLAnchorElement => target instanceof HTMLAnchorElement);
    if (!link?.href || link.hasAttribute('download') || (link.target && link.target !== '_self')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || !this.#isOurs(url.pathname)) return;
    // an anchor on the page that is shown is the browser's
    if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
    event.preventDefault();
    this.#go(url.pathname + url.search + url.hash, false);
  };

  dispose(): void {
    removeEventListener('popstate', this.#follow);
  }

  #isOurs(path: string): boolean {
    return path === this.base || path.startsWith(`${this.base}/`);
  }

  readonly #follow = (): void => this.#store.set(this.#read());

  #go(url: string, replace: boolean): void {
    if (replace) history.replaceState(history.state, '', url);
    else history.pushState(null, '', url);
    this.#follow();
  }

  #read(): Place {
    return placeOf(this.base, location.pathname, location.search);
  }
}
