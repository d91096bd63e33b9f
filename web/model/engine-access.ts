/** How the application reaches the engine: what its host knows of it. */
export type EngineAccess = RouterAccess | GatewayAccess;

/** LuCI's page: the router's own ways, and the engine itself where it listens on the network. */
export interface RouterAccess {
  readonly kind: 'router';
  /** Where JSON-RPC is taken, `/ubus/`. */
  readonly ubus: string;
  /** The CGI program, `/cgi-bin/dockerman`. */
  readonly program: string;
  /** LuCI's controller over the same modules, with its CSRF token, and LuCI's own bridge to ubus. */
  readonly luci?: { readonly url: string; readonly token: string; readonly ubus: string };
  readonly session: () => string;
  /** A section of /etc/config/dockerman; empty is the first. */
  readonly engine: string;
}

/** The gateway's page. */
export interface GatewayAccess {
  readonly kind: 'gateway';
  /** The Engine API below the page's own origin, absolute: `http://host:8080/engine/local`. */
  readonly base: string;
}
