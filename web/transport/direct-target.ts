/** Where the browser reaches the engine itself, and with what. A token belongs to its base: they are read together or not at all. */
export interface DirectTarget {
  /** The base URL of the Engine API, absolute and without a slash at its end. */
  readonly base: string;
  /** The gateway is there: it bridges exec to WebSocket. */
  readonly gateway: boolean;
  /** The session of a gateway at another origin, sent as Bearer. */
  readonly token?: string;
  /** A gateway is there and wants a login. */
  readonly login?: boolean;
}
