import * as v from 'valibot';
import { TransportError } from '../../lib/engine/errors';
import type { RouterCall } from './router-calls';

/** The services of the router that this interface looks after. */
export type ServiceName = 'dockerd' | 'dockerman';

/** What can be done to a service; dockerman is only ever started anew. */
export type ServiceAction = 'start' | 'stop' | 'restart' | 'enable' | 'disable';

const bytes = v.fallback(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null);
const flag = v.fallback(v.boolean(), false);

const servicesSchema = v.object({
  dockerd: v.object({ installed: flag, service: flag, enabled: flag, running: flag, memory: bytes }),
  dockerman: v.object({ enabled: flag, running: flag, memory: bytes }),
  /** The keeper answers. */
  keeper: flag,
});

/** How the services stand (docs/architecture.md, `RouterStatus`); memory in bytes, null where it is not known. */
export type Services = v.InferOutput<typeof servicesSchema>;

const limitSchema = v.object({
  name: v.string(),
  file: v.string(),
  /** Null where the file or the section is not there. */
  section: v.nullable(v.string()),
  option: v.string(),
  /** The text that is configured; null for nothing. */
  found: v.nullable(v.string()),
  /** The number that applies; null where `found` is none. */
  value: v.nullable(v.number()),
  standard: v.number(),
  least: v.number(),
  most: v.number(),
  recommended: v.number(),
  /** What was there before it was changed here, `unset` for nothing. */
  before: v.nullable(v.string()),
});

/** A limit of the router (docs/architecture.md, `RouterLimits`). */
export type RouterLimit = v.InferOutput<typeof limitSchema>;

const limitsSchema = v.object({ limits: v.array(limitSchema) });

const appliedSchema = v.object({ applied: v.picklist(['now', 'reload', 'restart']) });

/** What has to happen until a changed limit holds. */
export type Applied = v.InferOutput<typeof appliedSchema>['applied'];

const logSchema = v.object({
  lines: v.array(v.object({ time: v.number(), priority: v.number(), program: v.string(), text: v.string() })),
  searched: v.number(),
});

/** Lines of a service in the system log, oldest first; `searched` is among how many of all programs was looked. */
export type ServiceLog = v.InferOutput<typeof logSchema>;

/** The router's own side: its services, their log, and limits. Every call rejects with a `TransportError`. */
export class RouterSettings {
  constructor(private readonly router: RouterCall) {}

  async services(): Promise<Services> {
    return read(servicesSchema, await this.router('RouterStatus', 'view'));
  }

  async limits(): Promise<readonly RouterLimit[]> {
    return read(limitsSchema, await this.router('RouterLimits', 'view')).limits;
  }

  /** Sets a limit, or puts back what was there before (`before`). */
  async setLimit(name: string, value: number | 'before'): Promise<Applied> {
    return read(appliedSchema, await this.router('RouterLimitsSet', 'admin', { name, value: String(value) }))
      .applied;
  }

  async act(service: ServiceName, action: ServiceAction): Promise<void> {
    await this.router('RouterService', 'admin', { service, action });
  }

  async log(service: ServiceName, lines: number): Promise<ServiceLog> {
    return read(logSchema, await this.router('RouterLog', 'admin', { service, lines: String(lines) }));
  }
}

function read<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw new TransportError('broken', 'The router described itself in a way that cannot be read.');
}
