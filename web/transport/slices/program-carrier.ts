import { controllerFailure } from '../controller-failure';
import { NotSentError } from '../not-sent';
import { RetryError, type Slice, type SliceCarrier } from './carrier';

export interface ProgramCarrierOptions {
  /** The CGI program, `/cgi-bin/dockerman`. */
  readonly program: string;
  readonly session: () => string;
  readonly fetch?: typeof fetch;
}

const MiB = 1024 * 1024;

/** Slices through the CGI program: each holds one of uhttpd's three script slots while it is under way. */
export class ProgramCarrier implements SliceCarrier {
  readonly largest = { read: 4 * MiB, write: 4 * MiB };
  readonly #fetch: typeof fetch;

  constructor(private readonly options: ProgramCarrierOptions) {
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
  }

  async read(
    transfer: string,
    offset: number,
    length: number,
    acknowledged: number,
    signal: AbortSignal,
  ): Promise<Slice> {
    const response = await this.#ask('GET', { transfer, offset, length, acknowledged }, undefined, signal);
    // a slice that was cut is asked for again as a whole
    const bytes = await response.arrayBuffer().catch((cause: unknown) => {
      throw signal.aborted ? signal.reason : lost(cause);
    });
    const end = position(response);
    return { bytes: new Uint8Array(bytes), ...(end === undefined ? {} : { end }) };
  }

  async write(transfer: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<number> {
    const response = await this.#ask('PUT', { transfer, offset, length: bytes.size }, bytes, signal);
    await response.arrayBuffer().catch(() => undefined);
    return bytes.size;
  }

  async #ask(
    method: string,
    parameters: Readonly<Record<string, string | number>>,
    body: Blob | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    const query = new URLSearchParams(
      Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await this.#fetch(`${this.options.program}/TransferSlice?${query.toString()}`, {
      method,
      headers: { Authorization: `Bearer ${this.options.session()}` },
      body: body ?? null,
      cache: 'no-store',
      signal,
    }).catch((cause: unknown) => {
      throw signal.aborted ? signal.reason : lost(cause);
    });
    if (response.ok) return response;
    const name = response.headers.get('X-Dockerman-Failure');
    if (name === 'busy') {
      await response.arrayBuffer().catch(() => undefined);
      throw new RetryError('busy', 'Others have the places for files at present.');
    }
    const failure = await controllerFailure(response);
    if (failure instanceof NotSentError && failure.failure === 'unreachable') throw failure;
    if (!failure || failure.failure === 'unreachable' || failure.failure === 'timeout')
      throw new RetryError('network', failure?.message ?? `The web server answered ${response.status}.`);
    throw failure;
  }
}

function position(response: Response): number | undefined {
  const text = response.headers.get('X-Dockerman-End');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const lost = (cause: unknown) => new RetryError('network', 'The router does not answer.', { cause });
