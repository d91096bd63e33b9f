import { operation, target } from '../../lib/engine/operations';
import type { EngineRequest, EngineResponse, OperationName, Transport } from '../../lib/engine/request';
import type { DirectTarget } from '../transport/direct-target';
import { roleMethod } from '../transport/role-method';
import { wireParameters, wireQuery } from '../transport/wire';
import type { Live } from './live';
import type { Source } from './messages';

/** A transport of the hub as this tab uses it: streams alone. Events are the same for all tabs. */
export class RemoteTransport implements Transport {
  constructor(
    readonly name: Source['transport'],
    private readonly live: Live,
    private readonly direct?: () => DirectTarget | undefined,
  ) {}

  carries(name: OperationName): boolean {
    const row = operation(name);
    return row.kind === 'stream' && row.body === undefined && (row.router || this.name === 'direct');
  }

  async send(request: EngineRequest): Promise<EngineResponse> {
    const shared = request.operation === 'SystemEvents' && request.parameters['since'] === undefined;
    return this.live.open({ source: this.#source(request), shared, signal: request.signal });
  }

  #source(request: EngineRequest): Source {
    const { row, parameters } = wireParameters(request);
    const apiVersion = request.apiVersion ?? '';
    if (this.name === 'keeper')
      return {
        transport: 'keeper',
        method: roleMethod(row, undefined),
        operation: row.name,
        parameters,
        apiVersion,
      };
    if (this.name === 'controller')
      return {
        transport: 'controller',
        target: `${row.name}?${wireQuery(parameters, apiVersion).toString()}`,
      };
    const { base = '', token } = this.direct?.() ?? {};
    return {
      transport: 'direct',
      url: base + (apiVersion && `/v${apiVersion}`) + target(row, request.parameters),
      token,
    };
  }
}
