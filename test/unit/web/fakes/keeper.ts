import type { Seen } from './fetch';
import { fakeFetch, json, silence } from './fetch';
import { Ubus } from '../../../../web/transport/ubus';

interface Pending {
  readonly cursors: Readonly<Record<string, number>>;
  readonly answer: (reply: object) => void;
}

interface Source {
  bytes: string;
  ended: boolean;
}

/** A keeper of the router as its contract has it (docs/architecture.md): cursors count bytes, a second `next` answers the first. */
export class FakeKeeper {
  readonly opened: { method: string; operation: string; parameters: object }[] = [];
  readonly closed: string[] = [];
  readonly nexts: Readonly<Record<string, number>>[] = [];
  /** What an open is answered with instead of a stream. */
  refusal: object | undefined;
  /** Turns requests away before the keeper sees them. */
  outage: (() => Response | Promise<Response>) | undefined;
  readonly #sources = new Map<string, Source>();
  #waiting: Pending | undefined;
  #next = 0;
  readonly ubus: Ubus;

  constructor() {
    const { fetch } = fakeFetch((request) => this.#serve(request));
    this.ubus = new Ubus({ url: '/ubus/', session: () => 'sid', fetch });
  }

  /** Bytes for a stream; wakes a `next` that waits for it. */
  write(stream: string, bytes: string): void {
    const source = this.#sources.get(stream);
    if (source) source.bytes += bytes;
    this.#wake();
  }

  end(stream: string): void {
    const source = this.#sources.get(stream);
    if (source) source.ended = true;
    this.#wake();
  }

  /** The keeper is started anew: it knows nothing of what was. */
  restart(): void {
    this.#sources.clear();
    this.#wake();
  }

  /** Answers the waiting `next` with this. */
  tell(streams: object): void {
    this.#waiting?.answer({ streams });
    this.#waiting = undefined;
  }

  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** The answer of the waiting `next` gets lost. */
  lose(): void {
    this.#waiting?.answer({ lost: true });
    this.#waiting = undefined;
  }

  async #serve({ body, signal }: Seen): Promise<Response> {
    if (this.outage) return this.outage();
    const { id, params } = JSON.parse(body) as {
      id: number;
      params: [string, string, string, Record<string, unknown>];
    };
    const [, , method, args] = params;
    const reply = method === 'next' ? await this.#wait(args, signal) : this.#control(method, args);
    if ('lost' in reply) throw new TypeError('network error');
    return json({ jsonrpc: '2.0', id, result: [0, reply] });
  }

  #control(method: string, args: Record<string, unknown>): object {
    if (typeof args['close'] === 'string') {
      this.closed.push(args['close']);
      this.#sources.delete(args['close']);
      return {};
    }
    if (this.refusal) return this.refusal;
    const stream = `s${this.#next++}`;
    this.opened.push({
      method,
      operation: String(args['operation']),
      parameters: args['parameters'] as object,
    });
    this.#sources.set(stream, { bytes: '', ended: false });
    return { stream, cursor: 0, type: 'application/json' };
  }

  #wait(args: Record<string, unknown>, signal: AbortSignal | undefined): Promise<object> {
    const cursors = args['cursors'] as Record<string, number>;
    this.nexts.push(cursors);
    this.#waiting?.answer({ streams: {} });
    return new Promise((answer) => {
      const pending = { cursors, answer };
      this.#waiting = pending;
      signal?.addEventListener('abort', () => {
        if (this.#waiting === pending) this.#waiting = undefined;
      });
      this.#wake();
    });
  }

  #wake(): void {
    if (!this.#waiting) return;
    const streams: Record<string, object> = {};
    for (const [id, cursor] of Object.entries(this.#waiting.cursors)) {
      const source = this.#sources.get(id);
      if (!source) streams[id] = { cursor: 0, ended: true, failure: 'broken', message: 'unknown stream' };
      else if (source.bytes.length > cursor || source.ended)
        streams[id] = {
          cursor: source.bytes.length,
          base64: btoa(source.bytes.slice(cursor)),
          ...(source.ended ? { ended: true } : {}),
        };
    }
    if (Object.keys(streams).length) this.tell(streams);
  }
}

export { silence };
