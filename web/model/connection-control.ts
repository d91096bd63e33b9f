import { TransportError } from '../../lib/engine/errors';
import type { Live } from '../live/live';
import type { Choice } from '../transport/choice';
import type { Connection, TransportName } from './connection';
import type { EngineLink } from './engine-link';
import type { ConnectionControl } from './engine';
import { Store } from './store';

/** The parts that a connection's description is put together from. */
export interface ConnectionParts {
  readonly link: EngineLink;
  readonly choice: Choice;
  readonly live: Live;
  /** Runs the service's script on the router; absent where there is none. */
  readonly service?: (action: 'start' | 'stop' | 'restart') => Promise<void>;
  /** Logs in to the gateway at a direct address. */
  readonly logIn: (address: string, password: string) => Promise<void>;
  /** Finds out everything anew. */
  readonly probe: () => Promise<void>;
}

/** What the header and the transports' panel show, and what the user can do about it. */
export class ConnectionStore extends Store<Connection> implements ConnectionControl {
  #service: Connection['service'];
  #engineVersion: string | undefined;

  constructor(private readonly parts: ConnectionParts) {
    super(describe(parts));
    const update = () => this.#update();
    parts.link.state.subscribe(update);
    parts.choice.state.subscribe(update);
    parts.live.idle.subscribe(update);
  }

  prefer(transport: TransportName | 'auto'): void {
    this.parts.choice.prefer(transport);
  }

  async logIn(address: string, password: string): Promise<void> {
    await this.parts.logIn(address, password);
    await this.parts.choice.probe('unsure');
  }

  probe(): Promise<void> {
    return this.parts.probe();
  }

  async service(action: 'start' | 'stop' | 'restart'): Promise<void> {
    const { service } = this.parts;
    if (!service) throw new TransportError('refused', 'There is no router here that could do it.');
    await service(action);
  }

  /** Notes what the router says of dockerd as a service. */
  setService(service: Connection['service']): void {
    this.#service = service;
    this.#update();
  }

  setEngineVersion(version: string): void {
    this.#engineVersion = version;
    this.#update();
  }

  #update(): void {
    this.set({
      ...describe(this.parts),
      ...(this.#service ? { service: this.#service } : {}),
      ...(this.#engineVersion ? { engineVersion: this.#engineVersion } : {}),
    });
  }
}

function describe({ link, choice, live }: ConnectionParts): Connection {
  const { state, failure, apiVersion } = link.state.value;
  const { candidates, preference, transport, note } = choice.state.value;
  return {
    state: live.idle.value && state === 'online' ? 'idle' : state,
    candidates,
    preference,
    sharing: live.sharing,
    ...(failure ? { failure } : {}),
    ...(transport ? { transport } : {}),
    ...(note ? { note } : {}),
    ...(apiVersion ? { apiVersion } : {}),
  };
}
