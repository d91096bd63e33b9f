import * as v from 'valibot';
import { TransportError } from '../../lib/engine/errors';
import { operation, type Operation } from '../../lib/engine/operations';
import type { EngineRequest, EngineResponse, OperationName, Transport } from '../../lib/engine/request';
import type { Role } from '../host/host';
import { fromBase64, wholeBody } from './body';
import { NotSentError } from './not-sent';
import { routerFailure } from './router-failure';
import type { Ubus } from './ubus';
import { wireParameters } from './wire';

/** The methods of our ubus objects: one per role. */
export type RoleMethod = 'view' | 'operate' | 'admin';

const methods: Readonly<Record<Role, RoleMethod>> = { viewer: 'view', operator: 'operate', admin: 'admin' };

/** The method that serves a row for a session of that role; a masked row is whole for operators and up. */
export function roleMethod(row: Operation, session: Role | undefined): RoleMethod {
  if (row.masked && (session === 'operator' || session === 'admin')) return 'operate';
  return methods[row.role];
}

const reply = v.object({
  status: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)),
  type: v.nullish(v.string(), ''),
  headers: v.nullish(v.record(v.string(), v.string()), () => ({})),
  body: v.nullish(v.string()),
  base64: v.nullish(v.string()),
});

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
    const read = v.safeParse(reply, answer);
    if (!read.success) throw new TransportError('broken', 'The router sent an answer that cannot be read.');
    const { status, type, headers, body: text, base64 } = read.output;
    return {
      status,
      headers: new Headers(type ? { ...headers, 'Content-Type': type } : headers),
      body: wholeBody(base64 ? fromBase64(base64) : new TextEncoder().encode(text ?? '')),
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
    const read = v.safeParse(reply, answer);
    if (!read.success) throw new TransportError('broken', 'The router sent an answer that cannot be read.');
    const { status, body } = read.output;
    if (status >= 400)
      throw new TransportError('refused', body || `The router answered with status ${status}.`);
    try {
      return JSON.parse(body ?? 'null');
    } catch (cause) {
      throw new TransportError('broken', 'The router sent an answer that cannot be read.', { cause });
    }
  }
}
