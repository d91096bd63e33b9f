import type { RequestHandler } from 'msw';
import type { Duplex, OperationName, ParameterValue } from '../lib/engine/request';
import { systemClock, type Clock } from './clock';
import { attach } from './handlers/attach';
import { containerActionResolvers } from './handlers/container-actions';
import { containerCreateResolvers } from './handlers/container-create';
import { containerListResolvers } from './handlers/container-list';
import { containerStreamResolvers } from './handlers/container-streams';
import { execResolvers, startExec } from './handlers/exec';
import { imageResolvers } from './handlers/images';
import { networkResolvers } from './handlers/networks';
import { operationHandlers } from './handlers/operations';
import { systemResolvers } from './handlers/system';
import { volumeResolvers } from './handlers/volumes';
import { catalogue } from './catalogue/catalogue';
import { SimulatedEngine } from './model/engine';
import { EngineRefusal } from './refusal';

/** How a simulated engine begins. */
export interface SimulationOptions {
  /** How many containers; the catalogue's dozen where it is not said. */
  readonly containers?: number;
  /** The same seed gives the same ids, names, loads and log lines. */
  readonly seed?: string;
  readonly clock?: Clock;
}

/** A simulated engine. */
export interface Simulation {
  /** Its operations for msw: `setupServer(...handlers)`, `setupWorker(...handlers)` or `getResponse(handlers, request)`. */
  readonly handlers: RequestHandler[];
  /** Its state, for tests that change something behind the API's back. */
  readonly engine: SimulatedEngine;
  /** Opens an exec or an attach as a hijacked connection would; the engine's error answer where it refuses. */
  open(
    operation: OperationName,
    parameters: Readonly<Record<string, ParameterValue>>,
    body?: unknown,
  ): Promise<Duplex | Response>;
  /** Ends all containers' streams and execs. */
  stop(): void;
}

/** Makes a simulated engine with containers that log, use CPU, start and stop. */
export function createSimulation(options: SimulationOptions = {}): Simulation {
  const engine = new SimulatedEngine(
    options.clock ?? systemClock,
    options.seed ?? 'router',
    options.containers ?? catalogue.length,
  );
  const handlers = operationHandlers({
    ...systemResolvers(engine),
    ...containerListResolvers(engine),
    ...containerActionResolvers(engine),
    ...containerCreateResolvers(engine),
    ...containerStreamResolvers(engine),
    ...execResolvers(engine),
    ...imageResolvers(engine),
    ...networkResolvers(engine),
    ...volumeResolvers(engine),
  });
  const truth = (value: ParameterValue) => value === true || value === '1' || value === 'true';
  return {
    handlers,
    engine,
    async open(operation, parameters) {
      try {
        if (operation === 'ExecStart') return startExec(engine, String(parameters.exec));
        if (operation !== 'ContainerAttach' && operation !== 'ContainerAttachWebsocket')
          throw new EngineRefusal(501, `the simulated engine opens no ${operation}`);
        return attach(engine, String(parameters.container), {
          logs: truth(parameters.logs),
          stream: truth(parameters.stream),
          stdin: truth(parameters.stdin),
        });
      } catch (error) {
        if (error instanceof EngineRefusal) return error.response();
        throw error;
      }
    },
    stop() {
      for (const container of engine.containers.values()) for (const run of container.runs) run.over.abort();
    },
  };
}
