import { TransportError } from '../../lib/engine/errors';
import { NotSentError } from './not-sent';
import { timeLimit } from './time-limit';
import { ubusAnswer, ubusFailure, type UbusAnswer } from './ubus-answer';

/** uhttpd takes no more than this in one POST to /ubus. */
export const ubusBodyLimit = 65_536;

/** Room for the brackets around a batch. */
const batchLimit = ubusBodyLimit - 2;

/** rpcd gives up on a deferred reply after 30 s; a browser that still waits then waits for nothing. */
const callLimit = 35_000;

/** Where uhttpd answers ubus calls, and the session. */
export interface UbusAccess {
  /** Where JSON-RPC is taken, `/ubus/`. */
  readonly url: string;
  /** The session id of the moment. */
  readonly session: () => string;
  readonly fetch?: typeof fetch;
}

/** How long a call may take, and what ends it. */
export interface UbusCallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Goes alone: it may wait for long, and a batch is answered when its last call is. */
  readonly alone?: boolean;
  /** Milliseconds until the caller gives up; default 35,000. Such a call goes alone, too. */
  readonly limit?: number;
  /** Arrives also when the page is left meanwhile. Such a call goes alone, too. */
  readonly keepalive?: boolean;
}

interface Waiting {
  readonly id: number;
  readonly text: string;
  readonly resolve: (answer: UbusAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/** JSON-RPC to ubus through uhttpd. Calls of one microtask travel as one array: each awaited request costs 44 ms. */
export class Ubus {
  #next = 1;
  #batch: Waiting[] = [];
  readonly #fetch: typeof fetch;

  constructor(private readonly access: UbusAccess) {
    this.#fetch = access.fetch ?? ((...request) => fetch(...request));
  }

  /**
   * Calls `object.method(args)`; resolves with the reply's object. Rejects with a {@link TransportError}: `session` or
   * `forbidden` (told apart), `too-large` before anything is sent, `unreachable`, `timeout`, `refused`, `broken`.
   */
  async call(object: string, method: string, args: object, options: UbusCallOptions = {}): Promise<object> {
    const answer = await this.#ask(object, method, args, options);
    if (answer.denied) throw await this.#denied();
    if (answer.error) throw answer.error;
    return answer.data;
  }

  #ask(object: string, method: string, args: object, options: UbusCallOptions): Promise<UbusAnswer> {
    const id = this.#next++;
    const text = JSON.stringify({
      jsonrpc: '2.0',
      id,
      method: 'call',
      params: [this.access.session(), object, method, args],
    });
    if (byteLength(text) > batchLimit)
      return Promise.reject(new NotSentError('too-large', 'The request is too large for rpcd (64 KiB).'));
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { id, text, resolve, reject };
      if (options.alone || options.signal || options.limit || options.keepalive)
        return void this.#post([waiting], options);
      this.#batch.push(waiting);
      if (this.#batch.length === 1) queueMicrotask(() => this.#flush());
    });
  }

  #flush(): void {
    const batch = this.#batch;
    this.#batch = [];
    let part: Waiting[] = [];
    let size = 0;
    for (const waiting of batch) {
      const length = byteLength(waiting.text) + 1;
      if (size + length > batchLimit) {
        void this.#post(part, {});
        part = [];
        size = 0;
      }
      part.push(waiting);
      size += length;
    }
    if (part.length) void this.#post(part, {});
  }

  async #post(batch: readonly Waiting[], options: UbusCallOptions): Promise<void> {
    const limit = timeLimit(options.limit ?? callLimit, options.signal);
    try {
      const [first] = batch;
      const body = batch.length === 1 && first ? first.text : `[${batch.map((one) => one.text).join(',')}]`;
      const found = await this.#exchange(body, limit.signal, options.keepalive);
      for (const waiting of batch) {
        const answer = found.get(waiting.id);
        if (answer) waiting.resolve(answer);
        else waiting.reject(new TransportError('broken', 'The router left a call without an answer.'));
      }
    } catch (reason) {
      const error = limit.expired() || options.signal?.aborted ? limit.signal.reason : reason;
      for (const waiting of batch) waiting.reject(error);
    } finally {
      limit.clear();
    }
  }

  async #exchange(body: string, signal: AbortSignal, keepalive = false): Promise<Map<number, UbusAnswer>> {
    const headers = { 'Content-Type': 'application/json' };
    const response = await this.#fetch(this.access.url, {
      method: 'POST',
      headers,
      body,
      signal,
      keepalive,
      cache: 'no-store',
    }).catch((cause: unknown) => {
      throw new TransportError('unreachable', 'The router does not answer.', { cause });
    });
    if (!response.ok) throw ubusFailure(response.status);
    const text = await response.text().catch((cause: unknown) => {
      throw new TransportError('broken', 'The connection broke before the answer was complete.', { cause });
    });
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (cause) {
      throw new TransportError('broken', 'The router answered with something else than JSON.', { cause });
    }
    const list = (Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]).map(ubusAnswer);
    return new Map(list.map((answer) => [answer.id, answer]));
  }

  /** A refusal looks the same for a session that has ended and for one without the right: a right that all have tells. */
  async #denied(): Promise<TransportError> {
    const check = { scope: 'uci', object: 'luci', function: 'read' };
    const answer = await this.#ask('session', 'access', check, { alone: true });
    return answer.denied
      ? new TransportError('session', 'The session has ended. Log in again.')
      : new TransportError('forbidden', 'Your login does not allow this.');
  }
}

const encoder = new TextEncoder();
const byteLength = (text: string) => encoder.encode(text).length;
