import { engineClient, type EngineClient } from '../../lib/engine/client';
import { createSimulation, type Simulation, type SimulationOptions } from '../../simulation/simulation';
import { simulationTransport } from '../../simulation/transport';

/** A simulated engine and a client of it, whose parsing checks every answer against the engine client's types. */
export function simulated(options: SimulationOptions = {}): { simulation: Simulation; client: EngineClient } {
  const simulation = createSimulation(options);
  return { simulation, client: engineClient(simulationTransport(simulation), '1.51') };
}
