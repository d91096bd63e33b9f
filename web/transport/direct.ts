import { TransportError } from '../../lib/engine/errors';
import { operation, target } from '../../lib/engine/operations';
import type {
  Duplex,
  EngineRequest,
  EngineResponse,
  OperationName,
  Transport,
} from '../../lib/engine/request';
import { guardedBody } from './body';
import { controllerFailure } from './controller-failure';
import { fetchAgain } from './fetch-again';
import type { DirectTarget } from './direct-target';
import { NotSentError } from './not-sent';
import { mayRepeat } from './order';
import { websocketDuplex } from './websocket-duplex';

/** Where the engine is. */
export interface DirectOptions {
  /** Where the engine is at present; undefined before any address is known. */
  readonly target: () => DirectTarget | undefined;
  readonly fetch?: typeof fetch;
  readonly WebSocket?: typeof WebSocket;
}

/** The Engine API straight from the browser, with consoles over WebSocket. */
export class DirectTransport implements Transport {
  readonly name = 'direct';
  readonly #fetch: typeof fetch;

  constructor(private readonly options: DirectOptions) {
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
  }

  carries(name: OperationName): boolean {
    if (operation(name).kind !== 'hijack') return true;
    return (
      name === 'ContainerAttachWebsocket' || (name === 'ExecStart' && this.options.target()?.gateway === true)
    );
  }

  async send(request: EngineRequest): Promise<EngineResponse> {
    const { signal, body } = request;
    const row = operation(request.operation);
    const headers: Record<string, string> = {};
    // together, before anything is waited for: a token is for its own address alone
    const { url, token } = this.#target(request);
    const init: RequestInit = {
      method: row.method,
      headers,
      cache: 'no-store',
      credentials: 'same-origin',
      signal: signal ?? null,
    };
    if (token !== undefined) {
      headers['Authorization'] = `Bearer ${token}`;
      init.redirect = 'error';
    }
    if (body instanceof ReadableStream) init.body = await new Response(body).blob();
    else if (body instanceof Blob || body instanceof Uint8Array) init.body = body as BodyInit;
    else if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    if (row.body === 'tar' && body !== undefined) headers['Content-Type'] = 'application/x-tar';
    const sent = mayRepeat(request.operation) ? fetchAgain(this.#fetch, url, init) : this.#fetch(url, init);
    const response = await sent.catch((cause: unknown) => {
      if (signal?.aborted) throw signal.reason;
      throw new TransportError('unreachable', 'The engine does not answer the browser.', { cause });
    });
    const failure = response.headers.has('X-Dockerman-Failure') ? await controllerFailure(response) : null;
    if (failure) throw failure;
    return {
      status: response.status,
      headers: response.headers,
      body: guardedBody(response.body, signal),
    };
  }

  open(request: EngineRequest): Promise<Duplex> {
    if (!this.carries(request.operation) || operation(request.operation).kind !== 'hijack')
      return Promise.reject(new NotSentError('refused', 'This way to the engine carries no such console.'));
    const { url, token } = this.#target(request);
    return websocketDuplex(
      url.replace(/^http/, 'ws'),
      token === undefined ? [] : ['dockerman', `dockerman.authorization.${base64url(`Bearer ${token}`)}`],
      request.signal,
      this.options.WebSocket,
    );
  }

  #target(request: EngineRequest): { readonly url: string; readonly token: string | undefined } {
    const { base = '', token } = this.options.target() ?? {};
    const version = request.apiVersion === undefined ? '' : `/v${request.apiVersion}`;
    return { url: base + version + target(operation(request.operation), request.parameters), token };
  }
}

const base64url = (text: string) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
