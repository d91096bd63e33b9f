import { TransportError } from '../../lib/engine/errors';
import { operation } from '../../lib/engine/operations';
import type { EngineRequest, EngineResponse, OperationName, Transport } from '../../lib/engine/request';
import type { Role } from '../host/host';
import { fromBase64, wholeBody } from './body';
import { NotSentError } from './not-sent';
import { asInteger, asObject, asText } from './read-json';
import { roleMethod, type RoleMethod } from './role-method';
import { routerFailure } from './router-failure';
import type { Ubus } from './ubus';
import { wireParameters } from './wire';

/** How rpcd's object is reached, and as what. */
export interface RpcdOptions {
  readonly ubus: Ubus;
  /** A section of /etc/config/dockerman; empty is the first. */
  readonly engine?: string;
  readonly role: () => Role | undefined;
}

/** Short calls through rpcd's object `dockerman` (docs/architecture.md). */
export class RpcdTransport implements Transport {
  readonly name = 'rpcd';

  constructor(private readonly options: RpcdOptions) {}

  carries(name: OperationName): boolean {
    const row = operation(name);
    return row.kind === 'json' && row.router;
  }

  async send(request: EngineRequest): Promise<EngineResponse> {
    const { row, parameters } = wireParameters(request);
    if (!this.carries(row.name)) throw new NotSentError('refused', `rpcd does not carry ${row.name}.`);
    const body = request.body === undefined ? '' : JSON.stringify(request.body);
    const answer = await this.options.ubus.call(
      'dockerman',
      roleMethod(row, this.options.role()),
      {
        operation: row.name,
        parameters,
        body,
        api_version: request.apiVersion ?? '',
        engine: this.options.engine ?? '',
      },
      { signal: request.signal, alone: row.long === true },
    );
    const failure = routerFailure(answer);
    if (failure) throw failure;
    const { status, type, headers, body: text, base64 } = readReply(answer);
    return {
      status,
      headers: new Headers(type ? { ...headers, 'Content-Type': type } : headers),
      body: wholeBody(base64 ? fromBase64(base64) : new TextEncoder().encode(text)),
    };
  }

  /** The router's own operations (`RouterStatus`, `RouterService`): resolves with the JSON of the answer. */
  async router(name: string, method: RoleMethod, parameters: Record<string, string> = {}): Promise<unknown> {
    // it asks rpcd, procd and the keeper: no engine's answer waits for that
    const answer = await this.options.ubus.call(
      'dockerman',
      method,
      { operation: name, parameters, body: '', api_version: '', engine: this.options.engine ?? '' },
      { alone: true },
    );
    const failure = routerFailure(answer);
    if (failure) throw failure;
    const { status, body } = readReply(answer);
    if (status >= 400)
      throw new TransportError('refused', body || `The router answered with status ${status}.`);
    try {
      return JSON.parse(body);
    } catch (cause) {
      throw new TransportError('broken', 'The router sent an answer that cannot be read.', { cause });
    }
  }
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly base64: string;
}

function readReply(value: object): Reply {
  const reply = asObject(value);
  const status = asInteger(reply?.['status']) ?? 0;
  if (!reply || status < 200 || status > 599)
    throw new TransportError('broken', 'The router sent an answer that cannot be read.');
  const headers = Object.entries(asObject(reply['headers']) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    status,
    type: asText(reply['type']) ?? '',
    headers: Object.fromEntries(headers),
    body: asText(reply['body']) ?? '',
    base64: asText(reply['base64']) ?? '',
  };
}
