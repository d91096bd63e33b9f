import { TransportError } from '../../lib/engine/errors';
import { operation } from '../../lib/engine/operations';
import type {
  Duplex,
  EngineRequest,
  EngineResponse,
  OperationName,
  Transport,
} from '../../lib/engine/request';
import type { Candidate, TransportName } from '../model/connection';
import { Store } from '../model/store';
import { recall, remember, type ChoiceMemory } from './memory';
import { NotSentError } from './not-sent';
import { mayRepeat, transportOrder } from './order';
import { failedWay, unknownWay, type Way, type WayState } from './way';

/** What the choice tells of itself. */
export interface ChoiceState {
  readonly candidates: readonly Candidate[];
  readonly preference: TransportName | 'auto';
  /** What carried the last call. */
  readonly transport?: TransportName;
  readonly note?: string;
}

/** Where the choice is remembered. */
export interface ChoiceOptions {
  readonly storage?: Pick<Storage, 'getItem' | 'setItem'>;
  /** Tells engines apart in the storage. */
  readonly key: string;
}

/**
 * Chooses a way for each request among those there are, hands over to the next where one fails, and asks failed ones again later,
 * in the background. Nothing is probed before somebody calls {@link probe}: requests go to the first way that may do.
 */
export class Choice implements Transport {
  readonly name = 'choice';
  readonly state: Store<ChoiceState>;
  readonly #ways: readonly Way[];
  readonly #states = new Map<TransportName, WayState>();
  #memory: ChoiceMemory;
  #transport: TransportName | undefined;
  #note: string | undefined;

  constructor(
    ways: readonly Way[],
    private readonly options: ChoiceOptions,
  ) {
    this.#ways = ways;
    this.#memory = recall(options.storage, options.key);
    for (const [name, reason] of Object.entries(this.#memory.unavailable)) {
      const way = ways.find((one) => one.name === name);
      if (way) this.#states.set(way.name, { ...unknownWay, state: 'unavailable', reason, failures: 1 });
    }
    this.state = new Store(this.#describe());
  }

  carries(name: OperationName): boolean {
    return this.#ways.some((way) => this.#usable(way, name));
  }

  async send(request: EngineRequest): Promise<EngineResponse> {
    return this.#try(request, (transport) => transport.send(request));
  }

  async open(request: EngineRequest): Promise<Duplex> {
    return this.#try(request, (transport) => {
      if (!transport.open) throw new NotSentError('refused', `${transport.name} carries no consoles.`);
      return transport.open(request);
    });
  }

  /** The user's own choice, remembered. */
  prefer(preference: TransportName | 'auto'): void {
    this.#memory = { ...this.#memory, preference };
    this.#note = undefined;
    this.#save();
    this.#publish();
  }

  /** Asks all ways at once whether they can be used; `unsure` leaves out those that work. */
  async probe(which: 'all' | 'unsure' = 'all'): Promise<void> {
    const asked = this.#ways.filter((way) => which === 'all' || this.#of(way).state !== 'available');
    await Promise.all(asked.map((way) => this.#probe(way)));
  }

  #of(way: Way): WayState {
    return this.#states.get(way.name) ?? unknownWay;
  }

  #usable(way: Way, name: OperationName): boolean {
    if (!transportOrder(name, 'auto').includes(way.name) || !way.transport.carries(name)) return false;
    return way.eager || this.#of(way).state === 'available';
  }

  /** The ways for an operation, those that failed lately last. */
  #ordered(name: OperationName): Way[] {
    const order = transportOrder(name, this.#memory.preference);
    const usable = this.#ways.filter((way) => this.#usable(way, name));
    // also while it is asked whether it is back
    const failed = (way: Way) => (this.#of(way).failures > 0 ? 1 : 0);
    return usable.sort((a, b) => failed(a) - failed(b) || order.indexOf(a.name) - order.indexOf(b.name));
  }

  async #try<T>(request: EngineRequest, attempt: (transport: Transport) => Promise<T>): Promise<T> {
    this.#askAgain();
    const ways = this.#ordered(request.operation);
    let failure: unknown;
    for (const way of ways) {
      try {
        const result = await attempt(way.transport);
        this.#worked(way, request.operation, failure);
        return result;
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        this.#failed(way, error);
        // the first failure is the one that tells: later ways are substitutes
        failure ??= error;
        if (!this.#handsOver(request.operation, error)) throw error;
      }
    }
    // where a way works that cannot carry it, that is what is wrong, not the network
    if (failure === undefined || this.#worksWithout(request.operation))
      throw new NotSentError('refused', `No way to the engine carries ${request.operation} at present.`);
    throw failure;
  }

  #worksWithout(name: OperationName): boolean {
    const order = transportOrder(name, 'auto');
    return this.#ways.some(
      (way) =>
        order.includes(way.name) && this.#of(way).state === 'available' && !way.transport.carries(name),
    );
  }

  #handsOver(name: OperationName, error: TransportError): boolean {
    const { failure } = error;
    if (
      failure === 'session' ||
      failure === 'forbidden' ||
      failure === 'engine-down' ||
      failure === 'pending'
    )
      return false;
    return error instanceof NotSentError || mayRepeat(name);
  }

  #worked(way: Way, name: OperationName, failure: unknown): void {
    const state = this.#of(way);
    if (state.state !== 'available') {
      this.#states.set(way.name, { ...unknownWay, state: 'available', reason: 'It answers.' });
      this.#save();
    }
    const before = this.#transport;
    if (operation(name).kind === 'json') this.#transport = way.name;
    if (failure instanceof TransportError) this.#note = `${way.name} took over: ${failure.message}`;
    if (state.state !== 'available' || before !== this.#transport || failure) this.#publish();
  }

  #failed(way: Way, error: TransportError): void {
    if (error.failure !== 'unreachable') return;
    this.#states.set(way.name, failedWay(this.#of(way), error.message, Date.now()));
    this.#save();
    this.#publish();
  }

  #askAgain(): void {
    const now = Date.now();
    for (const way of this.#ways) {
      const { state, retryAt } = this.#of(way);
      if (state === 'unavailable' && now >= retryAt) void this.#probe(way);
    }
  }

  async #probe(way: Way): Promise<void> {
    const before = this.#of(way);
    if (before.state === 'probing') return;
    this.#states.set(way.name, { ...before, state: 'probing' });
    this.#publish();
    const start = performance.now();
    const { available, reason } = await way.probe();
    const took = Math.round(performance.now() - start);
    const found: WayState = available
      ? { ...unknownWay, state: 'available', reason }
      : failedWay(before, reason, Date.now());
    this.#states.set(way.name, { ...found, took });
    this.#save();
    this.#publish();
  }

  #save(): void {
    const unavailable: Record<string, string> = {};
    for (const [name, { state, reason }] of this.#states)
      if (state === 'unavailable') unavailable[name] = reason;
    this.#memory = { ...this.#memory, unavailable };
    remember(this.options.storage, this.options.key, this.#memory);
  }

  #publish(): void {
    this.state.set(this.#describe());
  }

  #describe(): ChoiceState {
    const candidates = this.#ways.map((way): Candidate => {
      const { state, reason, took } = this.#of(way);
      const login = way.login?.();
      return {
        transport: way.name,
        state,
        reason,
        carries: way.carries,
        ...(took === undefined ? {} : { took }),
        ...(login === undefined ? {} : { login }),
      };
    });
    return {
      candidates,
      preference: this.#memory.preference,
      ...(this.#transport ? { transport: this.#transport } : {}),
      ...(this.#note ? { note: this.#note } : {}),
    };
  }
}
