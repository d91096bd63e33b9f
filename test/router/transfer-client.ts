import { Agent, request } from 'node:http';
import type { Userland } from './userland';

/** What the keeper tells of a transfer; a failure of the call has no `end`. */
export interface TransferState {
  readonly begin: number;
  readonly end: number;
  readonly room: number;
  readonly size: number;
  readonly ended?: boolean;
  readonly failure?: string;
  readonly message?: string;
}

/** One answer of the CGI program. */
export interface Slice {
  readonly status: number;
  readonly failure?: string;
  /** The whole length, once it is known. */
  readonly end?: number;
  readonly body: Buffer;
}

export interface SliceOptions {
  readonly acknowledged?: number;
  /** Makes it a PUT. */
  readonly body?: Buffer;
  /** A Content-Length that is not the body's, which then is left unfinished. */
  readonly announce?: number;
  readonly method?: string;
  readonly query?: string;
  readonly signal?: AbortSignal;
}

export class TransferFailed extends Error {
  constructor(
    readonly failure: string,
    message: string,
  ) {
    super(`${failure}: ${message}`);
  }
}

interface Reply extends Partial<TransferState> {
  readonly transfer?: string;
  readonly name?: string;
  readonly length?: number;
  readonly status?: number;
  readonly body?: string;
  readonly base64?: string;
  readonly offset?: number;
}

/** A browser that fetches and sends files through the keeper. */
export class TransferClient {
  private readonly agent: Agent | false;

  constructor(
    readonly router: Userland,
    readonly session: string,
    options: { keepAlive?: boolean } = {},
  ) {
    this.agent = options.keepAlive ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
  }

  /** Ends the connections that are kept. */
  disconnect(): void {
    if (this.agent) this.agent.destroy();
  }

  /** One of the keeper's own operations. */
  async call(operation: string, parameters: object, method = 'admin', engine = ''): Promise<Reply> {
    const [status, reply] = await this.router.ubus(this.session, 'dockerman.keeper', method, {
      client: 'transfer-client',
      operation,
      parameters,
      api_version: '1.41',
      engine,
    });
    if (status !== 0) throw new Error(`${operation}: ${status} ${JSON.stringify(reply)}`);
    return reply as Reply;
  }

  /** Opens a download; raises TransferFailed. */
  async open(operation: string, parameters: object, engine = ''): Promise<string> {
    const reply = await this.call(
      'TransferOpen',
      { operation, parameters: JSON.stringify(parameters) },
      'admin',
      engine,
    );
    if (reply.transfer === undefined)
      throw new TransferFailed(reply.failure ?? String(reply.status), reply.message ?? reply.body ?? '');
    return reply.transfer;
  }

  async state(transfer: string, offset = 0, wait = 0): Promise<TransferState> {
    return (await this.call('TransferState', {
      transfer,
      offset: String(offset),
      wait: String(wait),
    })) as TransferState;
  }

  close(transfer: string): Promise<Reply> {
    return this.call('TransferClose', { transfer });
  }

  /** One request for a slice, to the CGI program. Rejects when its connection breaks before its end. */
  slice(transfer: string, offset: number, length: number, options: SliceOptions = {}): Promise<Slice> {
    const { acknowledged, body, method = body ? 'PUT' : 'GET' } = options;
    const query =
      options.query ??
      `transfer=${transfer}&offset=${offset}&length=${length}${acknowledged === undefined ? '' : `&acknowledged=${acknowledged}`}`;
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.router.url}/cgi-bin/dockerman/TransferSlice?${query}`,
        {
          method,
          agent: this.agent,
          headers: {
            Authorization: `Bearer ${this.session}`,
            'Content-Length': String(options.announce ?? body?.length ?? 0),
          },
          ...(options.signal ? { signal: options.signal } : {}),
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', reject);
          answer.on('close', () => {
            if (!answer.complete) return reject(new Error('the slice broke'));
            const failure = answer.headers['x-dockerman-failure'];
            const end = answer.headers['x-dockerman-end'];
            resolve({
              status: answer.statusCode ?? 0,
              body: Buffer.concat(parts),
              ...(typeof failure === 'string' ? { failure } : {}),
              ...(typeof end === 'string' ? { end: Number(end) } : {}),
            });
          });
        },
      );
      sent.on('error', reject);
      if (options.announce === undefined) sent.end(body);
      else sent.write(body ?? '');
    });
  }

  /**
   * Fetches a transfer to its end in slices, several in flight; `take` gets the bytes in order. Raises TransferFailed when the transfer
   * fails. What breaks is asked for again.
   */
  async fetch(
    transfer: string,
    take: (bytes: Buffer) => void | Promise<void>,
    options: { slice?: number; inFlight?: number } = {},
  ): Promise<number> {
    const { slice = 2 << 20, inFlight = 2 } = options;
    const arrived = new Map<number, Buffer>();
    let next = 0; // not yet asked for
    let done = 0; // taken in order
    let whole: number | undefined;
    let taking = Promise.resolve();
    const holes: [number, number][] = [];
    const worker = async (): Promise<void> => {
      while (whole === undefined || done < whole) {
        const [offset, length] = holes.shift() ?? [next, slice];
        if (offset === next) next += length;
        let got: Slice;
        try {
          got = await this.slice(transfer, offset, length, { acknowledged: done });
        } catch {
          holes.push([offset, length]);
          continue;
        }
        if (got.failure && got.failure !== 'busy') throw new TransferFailed(got.failure, got.body.toString());
        // what says that the places are taken is no part of the file
        if (got.failure) {
          holes.push([offset, length]);
          continue;
        }
        whole = got.end ?? whole;
        if (got.body.length > 0) arrived.set(offset, got.body);
        const rest = length - got.body.length;
        const beyond = whole !== undefined && offset + got.body.length >= whole;
        if (rest > 0 && !beyond) holes.push([offset + got.body.length, rest]);
        holes.sort(([one], [other]) => one - other);
        for (let bytes = arrived.get(done); bytes; bytes = arrived.get(done)) {
          const part = bytes;
          arrived.delete(done);
          done += part.length;
          taking = taking.then(() => take(part));
        }
        await taking;
        if (beyond && holes.length === 0) return;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    return done;
  }
}
