import { TransportError } from '../../lib/engine/errors';
import { operation } from '../../lib/engine/operations';
import type { EngineRequest, EngineResponse, OperationName, Transport } from '../../lib/engine/request';
import { guardedBody } from './body';
import { controllerFailure } from './controller-failure';
import { NotSentError } from './not-sent';
import { Turns } from './serial';
import { wireParameters, wireQuery, type WireValue } from './wire';

/** Where the CGI program and LuCI's controller are, and the session. */
export interface ControllerAccess {
  /** The CGI program, `/cgi-bin/dockerman`. */
  readonly program: string;
  /** LuCI's controller over the same modules, `/cgi-bin/luci/admin/docker-api`, with its CSRF token; where LuCI is. */
  readonly luci?: { readonly url: string; readonly token: string };
  readonly engine?: string;
  readonly session: () => string;
  /** Taken for each request to LuCI's dispatcher; shared with whoever else asks it. */
  readonly turns?: Turns;
  readonly fetch?: typeof fetch;
}

/**
 * Any request but a console's, streamed both ways, through the CGI program; through LuCI's controller where the web server has no
 * CGI program of ours (nginx). uhttpd ends a request after 60 s: what follows is opened again by its caller, from where it was.
 */
export class ControllerTransport implements Transport {
  readonly name = 'controller';
  readonly #fetch: typeof fetch;
  readonly #turns: Turns;
  #programMissing = false;

  constructor(private readonly access: ControllerAccess) {
    this.#turns = access.turns ?? new Turns();
    this.#fetch = access.fetch ?? ((...request) => fetch(...request));
  }

  /** Whether requests go through LuCI's dispatcher, one at a time. */
  get serialised(): boolean {
    return this.#programMissing;
  }

  carries(name: OperationName): boolean {
    const row = operation(name);
    if (!row.router || row.kind === 'hijack') return false;
    // one turn for all: an endless stream would keep everything else out
    return !(this.#programMissing && name === 'SystemEvents');
  }

  async send(request: EngineRequest): Promise<EngineResponse> {
    if (!this.#programMissing) {
      try {
        return await this.#program(request);
      } catch (error) {
        if (!this.#programMissing || !this.access.luci) throw error;
      }
    }
    if (!this.carries(request.operation))
      throw new NotSentError('refused', "LuCI's controller carries no endless streams.");
    return this.#luci(request);
  }

  async #program(request: EngineRequest): Promise<EngineResponse> {
    const { row, parameters } = wireParameters(request);
    const url = `${this.access.program}/${row.name}?${this.#query(parameters, request)}`;
    const headers = { Authorization: `Bearer ${this.access.session()}` };
    const response = await this.#request(url, row.method, headers, request);
    if (response.status === 404 && isWebServersOwn(response)) {
      this.#programMissing = true;
      void response.body?.cancel().catch(() => undefined);
      throw new NotSentError('unreachable', 'The web server has no /cgi-bin/dockerman.');
    }
    return this.#answer(response, request);
  }

  async #luci(request: EngineRequest): Promise<EngineResponse> {
    const { luci } = this.access;
    if (!luci) throw new NotSentError('unreachable', 'The web server has no /cgi-bin/dockerman.');
    const { row, parameters } = wireParameters(request);
    // what follows would never give its turn back: it is read as far as it goes, and its caller asks again
    if (parameters['follow'] !== undefined) parameters['follow'] = 'false';
    const url = `${luci.url}/${row.name}?${this.#query(parameters, request)}&token=${encodeURIComponent(luci.token)}`;
    const end = await this.#turns.take(request.signal);
    try {
      const response = await this.#request(url, row.method, {}, request);
      return await this.#answer(response, request, end);
    } catch (error) {
      end();
      throw error;
    }
  }

  #query(parameters: Readonly<Record<string, WireValue>>, request: EngineRequest): string {
    const query = wireQuery(parameters, request.apiVersion ?? '');
    query.append('engine', this.access.engine ?? '');
    return query.toString();
  }

  async #request(
    url: string,
    method: string,
    headers: Record<string, string>,
    request: EngineRequest,
  ): Promise<Response> {
    const { body, signal } = request;
    const init: RequestInit = { method, headers, cache: 'no-store', signal: signal ?? null };
    if (body !== undefined) {
      // a stream as a body needs HTTP/2: https://developer.chrome.com/docs/capabilities/web-apis/fetch-streaming-requests
      if (body instanceof ReadableStream) init.body = await new Response(body).blob();
      else if (body instanceof Blob || body instanceof Uint8Array) init.body = body as BodyInit;
      else {
        headers['Content-Type'] = 'application/json';
        init.body = JSON.stringify(body);
      }
    }
    return this.#fetch(url, init).catch((cause: unknown) => {
      if (signal?.aborted) throw signal.reason;
      throw new TransportError('unreachable', 'The router does not answer.', { cause });
    });
  }

  async #answer(response: Response, request: EngineRequest, ended?: () => void): Promise<EngineResponse> {
    const failure = await controllerFailure(response);
    if (failure) throw failure;
    return {
      status: response.status,
      headers: response.headers,
      body: guardedBody(response.body, request.signal, ended),
    };
  }
}

/** uhttpd and nginx answer with a page; the engine's and our own answers are JSON. */
function isWebServersOwn(response: Response): boolean {
  const type = response.headers.get('Content-Type') ?? '';
  return !response.headers.has('X-Dockerman-Failure') && !type.includes('json');
}
