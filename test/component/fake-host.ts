import type { Host, Place, SessionState } from '../../web/host/host';
import { Store } from '../../web/model/store';

/** A host whose address is a value of its own; nothing of the browser is touched. */
export class FakeHost implements Host {
  readonly kind: Host['kind'] = 'luci';
  readonly session = new Store<SessionState>('open');
  readonly dark = new Store(false);
  readonly place: Store<Place>;
  readonly visited: string[] = [];
  title = '';
  logins = 0;

  constructor(path = 'containers') {
    this.place = new Store(this.#parse(`/${path}`));
  }

  #parse(href: string): Place {
    const url = new URL(href, 'http://router.lan');
    const segments = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
    return { segments, query: url.searchParams };
  }

  href(segments: readonly string[], query: Readonly<Record<string, string>> = {}): string {
    const search = new URLSearchParams(query).toString();
    return `/${segments.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
  }

  navigate(segments: readonly string[], query?: Readonly<Record<string, string>>): void {
    const href = this.href(segments, query);
    this.visited.push(href);
    this.place.set(this.#parse(href));
  }

  readonly followLink = (event: MouseEvent): void => {
    const link = (event.target as Element).closest('a');
    const href = link?.getAttribute('href') ?? '';
    if (!link || link.target === '_blank' || !href.startsWith('/')) return;
    event.preventDefault();
    this.visited.push(href);
    this.place.set(this.#parse(href));
  };

  setTitle(title: string): void {
    this.title = title;
  }

  sessionEnded(): void {
    this.session.set('ended');
  }

  login(): void {
    this.logins++;
  }

  dispose(): void {
    // nothing is followed
  }
}
