import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EngineAddress } from './address';
import type { EngineCall } from './call';

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
