import { storageOf } from '../model/session-memory';

/** Where the browser forbids its storage, a token lives as long as the page. */
const ofPage = new Map<string, string>();

/**
 * The sessions that this tab has at gateways, one for each base URL. They are kept in `sessionStorage` alone: they end with the tab, and
 * `scope` ends them with the login that they were made in.
 */
export class GatewayTokens {
  constructor(
    private readonly scope: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined = storageOf(
      'sessionStorage',
    ),
  ) {}

  /** The token for that base; undefined without one. */
  of(base: string): string | undefined {
    const key = this.#key(base);
    try {
      return ofPage.get(key) ?? this.storage?.getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  }

  keep(base: string, token: string): void {
    const key = this.#key(base);
    try {
      if (!this.storage) throw new TypeError('no storage');
      this.storage.setItem(key, token);
      ofPage.delete(key);
    } catch {
      ofPage.set(key, token);
    }
  }

  drop(base: string): void {
    const key = this.#key(base);
    ofPage.delete(key);
    try {
      this.storage?.removeItem(key);
    } catch {
      // nothing could be kept there either
    }
  }

  #key(base: string): string {
    return `dockerman.gateway.${this.scope} ${base}`;
  }
}
