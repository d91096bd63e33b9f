import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type { EngineAddress } from './address';
import type { EngineCall } from './call';

/** What goes to an engine with a request of the gateway's own. */
export interface EngineBody {
  readonly content: Buffer | Readable;
  /** Bytes. */
  readonly length: number;
  readonly type: string;
}

/** What {@link Engine.run} takes beside its call. */
export interface RunOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: EngineBody;
  /** Closes the connection, and with it ends what the engine does for it. */
  readonly signal: AbortSignal;
}

/** A configured engine, as the gateway's routes use it. */
export interface Engine {
  readonly name: string;
  readonly address: EngineAddress;
  /**
   * Passes a request through and answers it, streaming both ways; resolves when the answer has ended, however it ended.
   * Rejects with a `Refusal` while no answer has begun. `headers` go onto the answer; `stop` breaks it off.
   */
  pass(
    call: EngineCall,
    request: IncomingMessage,
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    stop: AbortSignal,
  ): Promise<void>;
  /**
   * Makes a request of the gateway's own; resolves with status and body once the engine has answered, whatever it answered. A body that
   * ends early ends in an error. Rejects with a `Refusal` where no answer came.
   */
  run(call: EngineCall, options: RunOptions): Promise<{ readonly status: number; readonly body: Readable }>;
  /** Asks for a small JSON answer. Rejects with a `Refusal` that carries the engine's status and sentence. */
  ask(call: EngineCall): Promise<unknown>;
  /**
   * Opens an attach or exec. Resolves with the raw connection once the engine has answered 101; rejects with a `Refusal` that
   * carries the engine's status and sentence. Ending the writable side is the end of the container's input.
   */
  hijack(call: EngineCall, body: string): Promise<Duplex>;
  /** Closes kept connections. */
  close(): void;
}
