import type { EngineAddress } from './address';
import type { Engine } from './engine';
import { wireEngine } from './wire';

/** An engine as it is configured: its name in URLs, and where it is. */
export interface EngineSetting {
  readonly name: string;
  readonly address: EngineAddress;
  /** How many containers a simulated engine begins with, where not its usual dozen. */
  readonly containers?: number;
}

/** The configured engines by name. The simulated one, with all that it needs, is loaded only where it is asked for. */
export async function openEngines(settings: readonly EngineSetting[]): Promise<ReadonlyMap<string, Engine>> {
  const engines = new Map<string, Engine>();
  for (const { name, address, containers } of settings)
    engines.set(
      name,
      address.kind === 'simulated'
        ? (await import('./simulated')).simulatedEngine(name, containers)
        : wireEngine(name, address),
    );
  return engines;
}
