import { operation, target } from '../lib/engine/operations';
import type { Transport } from '../lib/engine/request';
import { respond } from './large-body';
import type { Simulation } from './simulation';

/** A transport to a simulated engine, without a network between them: for tests of what stands on a transport. */
export function simulationTransport(simulation: Simulation): Transport {
  return {
    name: 'simulation',
    carries: () => true,
    async send(request) {
      const row = operation(request.operation);
      const version = request.apiVersion === undefined ? '' : `/v${request.apiVersion}`;
      const bytes = request.body instanceof Uint8Array ? new Uint8Array(request.body) : undefined;
      const response = await respond(
        simulation.handlers,
        new Request(`http://engine.test${version}${target(row, request.parameters)}`, {
          method: row.method,
          signal: request.signal ?? null,
          ...(request.body !== undefined && !bytes && { body: JSON.stringify(request.body) }),
        }),
        bytes && new Blob([bytes]).stream(),
      );
      if (!response) throw new Error(`${request.operation} is not simulated`);
      const whole: ReadableStream<Uint8Array> = response.body ?? new Blob([]).stream();
      // a Request only follows its signal until it is collected (https://github.com/nodejs/node/issues/55428), and the body outlives it
      const body = request.signal
        ? whole.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal: request.signal })
        : whole;
      return { status: response.status, headers: response.headers, body };
    },
    async open(request) {
      const opened = await simulation.open(request.operation, request.parameters);
      if (opened instanceof Response) throw new Error(await opened.text());
      return opened;
    },
  };
}
