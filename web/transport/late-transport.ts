import type {
  Duplex,
  EngineRequest,
  EngineResponse,
  OperationName,
  Transport,
} from '../../lib/engine/request';

/** A transport whose code is loaded with its first request: on most routers the first page needs one transport alone. */
export class LateTransport<T extends Transport> implements Transport {
  #loading: Promise<T> | undefined;
  /** The transport once it is there. */
  loaded: T | undefined;

  /** `may` says what it carries as long as it is not there. */
  constructor(
    readonly name: string,
    private readonly load: () => Promise<T>,
    private readonly may: (name: OperationName) => boolean,
  ) {}

  carries(name: OperationName): boolean {
    return this.loaded ? this.loaded.carries(name) : this.may(name);
  }

  async send(request: EngineRequest): Promise<EngineResponse> {
    return (await this.#transport()).send(request);
  }

  async open(request: EngineRequest): Promise<Duplex> {
    const transport = await this.#transport();
    if (!transport.open) throw new TypeError(`${this.name} carries no consoles.`);
    return transport.open(request);
  }

  #transport(): Promise<T> {
    this.#loading ??= this.load().then(
      (transport) => (this.loaded = transport),
      (error: unknown) => {
        // the network, or an upgrade that took the chunk away: asked for again
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }
}
