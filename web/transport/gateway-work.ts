import { answer } from '../../lib/engine/call';
import { TransportError } from '../../lib/engine/errors';
import type { EngineRequest, EngineResponse, Transport } from '../../lib/engine/request';
import type { Live } from '../live/live';
import { gatewayJson } from './gateway-json';
import { incoming } from './incoming';
import { asObject, asText } from './read-json';
import { sendFile } from './send-file';
import { wireParameters } from './wire';
import type { Incoming, JobName, JobStart, SendOptions, StartedJob, Work } from './work';

export interface GatewayWorkOptions {
  /** The Engine API below the page's own origin: `http://host:8080/engine/local`. */
  readonly base: string;
  readonly live: Live;
  /** What carries a file of the engine. */
  readonly transport: Transport;
  readonly fetch?: typeof fetch;
}

/** Long work held by the gateway, below `/work` of the page's own origin (docs/long-work.md). */
export class GatewayWork implements Work {
  readonly #engine: string;
  readonly #fetch: typeof fetch;

  constructor(private readonly options: GatewayWorkOptions) {
    this.#engine = decodeURIComponent(new URL(options.base).pathname.split('/').at(-1) ?? '');
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
  }

  news(signal: AbortSignal): Promise<EngineResponse> {
    const source = { transport: 'direct' as const, url: this.#url('') };
    return this.options.live.open({ source, shared: true, keeps: 'jobs', signal });
  }

  log(job: JobName, signal: AbortSignal): Promise<EngineResponse> {
    const source = { transport: 'direct' as const, url: this.#url(job.id, '/log') };
    return this.options.live.open({ source, shared: false, signal });
  }

  async start(request: JobStart): Promise<StartedJob> {
    const { row, parameters } = wireParameters(request);
    const { body, upload, from, to, apiVersion } = request;
    const reply = await this.#ask('POST', this.#url(''), {
      operation: row.name,
      parameters,
      api_version: apiVersion,
      engine: this.#engine,
      ...(body === undefined ? {} : { body }),
      ...(upload === undefined ? {} : { upload: String(upload) }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    const job = asText(asObject(reply)?.['job']);
    if (!job) throw new TransportError('broken', 'The gateway does not tell which job it has started.');
    return { job };
  }

  async cancel(job: JobName): Promise<void> {
    await this.#ask('POST', this.#url(job.id, '/cancel'));
  }

  async forget(job: JobName): Promise<void> {
    await this.#ask('DELETE', this.#url(job.id));
  }

  send({ job }: StartedJob, file: Blob, options: SendOptions): Promise<void> {
    return sendFile(this.#url(job, '/body'), file, options);
  }

  async receive(request: EngineRequest): Promise<Incoming> {
    return incoming(await answer(this.options.transport, request));
  }

  #url(job: string, rest = ''): string {
    const path = job === '' ? '/work/jobs' : `/work/jobs/${encodeURIComponent(job)}${rest}`;
    return new URL(path, this.options.base).href;
  }

  #ask(method: string, url: string, body?: object): Promise<unknown> {
    return gatewayJson(this.#fetch, method, url, body);
  }
}
