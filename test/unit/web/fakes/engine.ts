import type { EngineRequest, EngineResponse, OperationName, Transport } from '../../../../lib/engine/request';
import { wholeBody } from '../../../../web/transport/body';

export interface FakeContainer {
  Id: string;
  Names: string[];
  Image: string;
  State: string;
  Status: string;
  Created: number;
  Labels?: Record<string, string>;
  Ports?: object[];
}

const encode = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** An engine in memory, seen through a transport: containers, events, and answers that a test may hold back or replace. */
export class FakeEngine implements Transport {
  readonly name = 'fake';
  readonly containers: FakeContainer[] = [];
  readonly asked: EngineRequest[] = [];
  /** Answers in place of the engine's own, by operation; a thrown error is the transport's. */
  readonly answers = new Map<OperationName, (request: EngineRequest) => unknown>();
  #events: ReadableStreamDefaultController<Uint8Array>[] = [];
  #time = 1_700_000_000;
  #last = new Uint8Array();

  carries(): boolean {
    return true;
  }

  count(name: OperationName): number {
    return this.asked.filter(({ operation }) => operation === name).length;
  }

  add(name: string, state = 'running', status = 'Up 3 hours'): FakeContainer {
    const Id = name.padEnd(64, '_');
    const container = {
      Id,
      Names: [`/${name}`],
      Image: 'busybox',
      State: state,
      Status: status,
      Created: 1_690_000_000,
    };
    this.containers.push(container);
    return container;
  }

  find(id: string): FakeContainer | undefined {
    return this.containers.find(({ Id, Names }) => Id.startsWith(id) || Names[0] === `/${id}`);
  }

  remove(id: string): void {
    this.containers.splice(
      this.containers.findIndex(({ Id }) => Id === id),
      1,
    );
  }

  /** Tells an event to whoever follows; it has the shape of Docker 29: no status, id, from. */
  emit(Action: string, ID: string, Attributes: Record<string, string> = {}, Type = 'container'): void {
    this.#time++;
    const event = {
      Type,
      Action,
      Actor: { ID, Attributes },
      scope: 'local',
      time: this.#time,
      timeNano: this.#time * 1e9,
    };
    this.#last = encode(`${JSON.stringify(event)}\n`);
    this.repeat();
  }

  /** Tells the last event again. */
  repeat(): void {
    for (const reader of this.#events) reader.enqueue(this.#last.slice());
  }

  get followers(): number {
    return this.#events.length;
  }

  /** Breaks the events' connection, as a failing network does. */
  breakEvents(error: unknown): void {
    for (const reader of this.#events.splice(0)) reader.error(error);
  }

  endEvents(): void {
    for (const reader of this.#events.splice(0)) reader.close();
  }

  async send(request: EngineRequest): Promise<EngineResponse> {
    this.asked.push(request);
    request.signal?.throwIfAborted();
    const own = this.answers.get(request.operation);
    const answer = await (own ? own(request) : this.#answer(request));
    if (answer instanceof ReadableStream) return { status: 200, headers: new Headers(), body: answer };
    if (Array.isArray(answer) && typeof answer[0] === 'number') {
      const [status, body] = answer as [number, unknown];
      return {
        status,
        headers: new Headers(),
        body: wholeBody(body === undefined ? new Uint8Array() : encode(body)),
      };
    }
    return { status: 200, headers: new Headers({ 'Api-Version': '1.47' }), body: wholeBody(encode(answer)) };
  }

  #answer({ operation, parameters, signal }: EngineRequest): unknown {
    const container = this.find(String(parameters['container'] ?? '-'));
    if (parameters['container'] !== undefined && !container)
      return [404, { message: `No such container: ${String(parameters['container'])}` }];
    switch (operation) {
      case 'SystemPing':
        return 'OK';
      case 'SystemEvents':
        return this.#follow(signal);
      case 'ContainerList': {
        const ids = (parameters['filters'] as { id?: string[] } | undefined)?.id;
        return { toJSON: () => this.containers.filter(({ Id }) => !ids || ids.includes(Id)) };
      }
      case 'ContainerInspect':
        return {
          Id: container?.Id,
          Name: container?.Names[0],
          Created: '2023-07-22T00:00:00Z',
          State: { Status: container?.State, Running: container?.State === 'running' },
          Config: { Tty: false, Image: container?.Image, Env: ['A=b=c', 'EMPTY'] },
        };
      default:
        return [204, undefined];
    }
  }

  #follow(signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const forget = () => {
      this.#events = this.#events.filter((one) => one !== own);
    };
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        this.#events.push(controller);
        signal?.addEventListener('abort', () => {
          if (this.#events.includes(own)) own.error(signal.reason);
          forget();
        });
      },
      cancel: forget,
    });
  }
}

/** An answer that a test gives when it likes. */
export function held<T>(): { readonly promise: Promise<T>; readonly give: (value: T) => void } {
  let give!: (value: T) => void;
  const promise = new Promise<T>((resolve) => (give = resolve));
  return { promise, give };
}
