import type operations from './operations.json';

type Table = typeof operations;

/** One row of the operations table, as the JSON file holds it. */
export type OperationRow = Table['operations'][number];

/** The name of an operation: Docker's own operationId, for instance `ContainerList`. */
export type OperationName = OperationRow['name'];

type Row<N extends OperationName> = Extract<OperationRow, { name: N }>;

type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

/** What a parameter's shape (the table's `shapes`) is in TypeScript. */
type ShapeType<S> = S extends 'boolean'
  ? boolean
  : S extends 'integer'
    ? number
    : S extends 'timestamp'
      ? number | string
      : S extends 'strings'
        ? readonly string[]
        : S extends 'filters'
          ? Readonly<Record<string, readonly string[]>>
          : S extends 'json'
            ? unknown
            : string;

type PathParameters<N extends OperationName> =
  Row<N> extends { path: infer P extends string } ? { [K in PathNames<P>]: string } : object;

type QueryParameters<N extends OperationName> =
  Row<N> extends { query: infer Q } ? { -readonly [K in keyof Q]?: ShapeType<Q[K]> | undefined } : object;

/** The parameters of one operation: those of its path (required) and of its query (optional), in one flat object. */
export type Parameters<N extends OperationName> = PathParameters<N> & QueryParameters<N>;

/** A parameter's value before it is written into a target. */
export type ParameterValue = string | number | boolean | readonly string[] | object | undefined;

/** A request to the engine, before any transport has looked at it. */
export interface EngineRequest {
  readonly operation: OperationName;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** JSON operations take a value that is serialised; uploads take bytes. */
  readonly body?: unknown;
  /** `1.41` and the like; absent only for `/_ping`, which is asked without one. */
  readonly apiVersion?: string | undefined;
  /** Aborted, it ends the request; a body that is still arriving then fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The answer of the engine: complete headers, and a body that arrives as it arrives. */
export interface EngineResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array>;
}

/** A two-way connection: an attach or an exec. Bytes are those of the container, multiplexed where it has no TTY. */
export interface Duplex {
  readonly readable: ReadableStream<Uint8Array>;
  /** Queues bytes for the container; never waits for an answer. */
  write(data: Uint8Array): void;
  /** Ends our side. `readable` ends when the other side has ended too. */
  close(): void;
}

/**
 * How a request reaches the engine. The client, the collections and the pages know this type and no more.
 * `send` resolves with whatever status the engine gave; it rejects with a {@link TransportError} where no answer came.
 */
export interface Transport {
  readonly name: string;
  /** Whether this transport can carry the operation at all (the choice among transports asks this first). */
  carries(operation: OperationName): boolean;
  send(request: EngineRequest): Promise<EngineResponse>;
  open?(request: EngineRequest): Promise<Duplex>;
}
