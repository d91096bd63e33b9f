import { home } from './home';
import { media } from './media';
import { cloud, single } from './router';
import type { Service } from './service';

/** What runs on the simulated router, in the order of its making. */
export const catalogue: readonly Service[] = [...single, ...media, ...home, ...cloud];

/** `count` services: the catalogue, and then numbered copies of its members, with their own stacks and host ports. */
export function services(count: number): readonly Service[] {
  return Array.from({ length: count }, (_, at) => {
    const round = Math.floor(at / catalogue.length);
    const service = catalogue[at % catalogue.length];
    if (!service) throw new RangeError('the catalogue is empty');
    return round === 0 ? service : copy(service, round + 1);
  });
}

function copy(service: Service, number: number): Service {
  return {
    ...service,
    name: `${service.name}-${number}`,
    ...(service.stack !== undefined && { stack: `${service.stack}-${number}` }),
    ...(service.ports && { ports: service.ports.map((port) => port.replace(/^\d+:/, '')) }),
  };
}
