import { EngineError, TransportError } from '../../lib/engine/errors';
import { asInteger, asObject, asText } from './read-json';
import type { RoleMethod } from './role-method';
import { routerFailure } from './router-failure';
import type { Ubus } from './ubus';

export interface KeeperCallsOptions {
  readonly ubus: Ubus;
  /** A section of /etc/config/dockerman; empty is the first. */
  readonly engine: string;
  /** The API version of the calls that reach the engine. */
  readonly apiVersion?: () => string;
}

export interface KeeperCallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Seconds that the keeper may wait before it answers; the call then travels alone. */
  readonly wait?: number;
  /** Arrives also when the page is left meanwhile. */
  readonly keepalive?: boolean;
}

/** The keeper cannot do it now (`busy`): it is worth asking again in a moment. */
export class BusyError extends TransportError {
  constructor(message: string) {
    super('timeout', message);
  }
}

/** The keeper's own operations (docs/long-work.md): jobs, transfers, consoles, registries. */
export class KeeperCalls {
  readonly #client = randomId();

  constructor(private readonly options: KeeperCallsOptions) {}

  /**
   * Calls one; resolves with its reply. Rejects with a {@link TransportError}, or with an {@link EngineError} where the engine refused.
   */
  async call(
    method: RoleMethod,
    operation: string,
    parameters: Readonly<Record<string, string>>,
    { signal, wait, keepalive = false }: KeeperCallOptions = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const args = {
      client: this.#client,
      operation,
      parameters,
      api_version: this.options.apiVersion?.() ?? '',
      engine: this.options.engine,
    };
    const answer = await this.options.ubus.call('dockerman.keeper', method, args, {
      signal,
      keepalive,
      ...(wait === undefined ? {} : { alone: true, limit: (wait + 10) * 1000 }),
    });
    const failure = routerFailure(answer);
    if (failure) throw failure;
    const reply = asObject(answer) ?? {};
    const name = asText(reply['failure']);
    if (name !== undefined) throw new BusyError(asText(reply['message']) || name);
    const status = asInteger(reply['status']);
    if (status !== undefined && status >= 400) throw new EngineError(status, refusal(reply['body'], status));
    return reply;
  }
}

/** An id of a browser's own making, as the keeper wants it. */
export function randomId(): string {
  return crypto
    .getRandomValues(new Uint8Array(12))
    .reduce((id, byte) => id + byte.toString(16).padStart(2, '0'), '');
}

/** The engine's sentence in the body of a refusal. */
function refusal(body: unknown, status: number): string {
  const text = asText(body) ?? '';
  try {
    const message = asText(asObject(JSON.parse(text))?.['message'])?.trim();
    if (message) return message;
  } catch {
    // a sentence, or nothing
  }
  return text.trim() || `The engine answered with status ${status} and no reason.`;
}
