import { operation, target } from '../../lib/engine/operations';
import type { EngineRequest, EngineResponse, OperationName, Transport } from '../../lib/engine/request';
import type { Live, LiveTransportName } from './live';

/** A transport of the hub as this tab uses it: streams alone. Events are the same for all tabs. */
export class RemoteTransport implements Transport {
  constructor(
    readonly name: LiveTransportName,
    private readonly live: Live,
  ) {}

  carries(name: OperationName): boolean {
    const row = operation(name);
    return row.kind === 'stream' && row.body === undefined && (row.router || this.name === 'direct');
  }

  async send(request: EngineRequest): Promise<EngineResponse> {
    const { parameters, apiVersion, signal } = request;
    target(operation(request.operation), parameters);
    const shared = request.operation === 'SystemEvents' && parameters['since'] === undefined;
    return this.live.open({
      transport: this.name,
      operation: request.operation,
      parameters,
      apiVersion,
      signal,
      shared,
    });
  }
}
