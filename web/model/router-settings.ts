import { TransportError } from '../../lib/engine/errors';
import { asInteger, asObject, asText } from '../transport/read-json';
import type { RouterCall } from './router-calls';

/** The services of the router that this interface looks after. */
export type ServiceName = 'dockerd' | 'dockerman';

/** What can be done to a service; dockerman is only restarted and enabled. */
export type ServiceAction = 'start' | 'stop' | 'restart' | 'enable' | 'disable';

/** A service as procd knows it; memory in bytes, null where it is not known. */
export interface ServiceState {
  readonly enabled: boolean;
  readonly running: boolean;
  readonly memory: number | null;
}

/** How the services stand (docs/architecture.md, `RouterStatus`). */
export interface Services {
  /** `installed`: the program is there; `service`: its init script is. */
  readonly dockerd: ServiceState & { readonly installed: boolean; readonly service: boolean };
  readonly dockerman: ServiceState;
  /** The keeper answers. */
  readonly keeper: boolean;
}

/** A limit of the router (docs/architecture.md, `RouterLimits`). */
export interface RouterLimit {
  readonly name: string;
  readonly file: string;
  /** Null where the file or the section is not there. */
  readonly section: string | null;
  readonly option: string;
  /** The text that is configured; null for nothing. */
  readonly found: string | null;
  /** The number that applies; null where `found` is none. */
  readonly value: number | null;
  readonly standard: number;
  readonly least: number;
  readonly most: number;
  readonly recommended: number;
  /** What was there before it was changed here, `unset` for nothing. */
  readonly before: string | null;
}

/** What has to happen until a changed limit holds: nothing, uhttpd is started anew, rpcd is. */
export type Applied = 'now' | 'reload' | 'restart';

/** Lines of a service in the system log, oldest first; `searched` is among how many of all programs was looked. */
export interface ServiceLog {
  /** `time`: milliseconds since 1970. */
  readonly lines: readonly { readonly time: number; readonly text: string }[];
  readonly searched: number;
}

/** The router's own side: its services, their log, and limits. Every call rejects with a `TransportError`. */
export class RouterSettings {
  constructor(private readonly router: RouterCall) {}

  async services(): Promise<Services> {
    const status = asObject(await this.router('RouterStatus', 'view'));
    const dockerd = asObject(status?.['dockerd']);
    if (!status || !dockerd) throw unreadable();
    return {
      dockerd: {
        installed: dockerd['installed'] === true,
        service: dockerd['service'] === true,
        ...serviceState(dockerd),
      },
      dockerman: serviceState(asObject(status['dockerman']) ?? {}),
      keeper: status['keeper'] === true,
    };
  }

  async limits(): Promise<readonly RouterLimit[]> {
    return listOf(await this.router('RouterLimits', 'view'), 'limits').map(limit);
  }

  /** Sets a limit, or puts back what was there before (`before`). */
  async setLimit(name: string, value: number | 'before'): Promise<Applied> {
    const reply = await this.router('RouterLimitsSet', 'admin', { name, value: String(value) });
    const applied = asObject(reply)?.['applied'];
    if (applied === 'now' || applied === 'reload' || applied === 'restart') return applied;
    throw unreadable();
  }

  async act(service: ServiceName, action: ServiceAction): Promise<void> {
    await this.router('RouterService', 'admin', { service, action });
  }

  async log(service: ServiceName, lines: number): Promise<ServiceLog> {
    const reply = await this.router('RouterLog', 'admin', { service, lines: String(lines) });
    return {
      lines: listOf(reply, 'lines').map((line) => ({
        time: asInteger(line['time']) ?? 0,
        text: asText(line['text']) ?? '',
      })),
      searched: asInteger(asObject(reply)?.['searched']) ?? 0,
    };
  }
}

type Fields = Readonly<Record<string, unknown>>;

const unreadable = () =>
  new TransportError('broken', 'The router described itself in a way that cannot be read.');

function listOf(reply: unknown, name: string): readonly Fields[] {
  const list = asObject(reply)?.[name];
  if (!Array.isArray(list)) throw unreadable();
  return (list as unknown[]).map((one) => asObject(one) ?? {});
}

const serviceState = (fields: Fields): ServiceState => ({
  enabled: fields['enabled'] === true,
  running: fields['running'] === true,
  memory: asInteger(fields['memory']) ?? null,
});

function limit(fields: Fields): RouterLimit {
  const text = (name: string) => asText(fields[name]) ?? null;
  const number = (name: string) => {
    const found = asInteger(fields[name]);
    if (found === undefined) throw unreadable();
    return found;
  };
  const [name, file, option] = [text('name'), text('file'), text('option')];
  if (name === null || file === null || option === null) throw unreadable();
  return {
    name,
    file,
    option,
    section: text('section'),
    found: text('found'),
    value: asInteger(fields['value']) ?? null,
    standard: number('standard'),
    least: number('least'),
    most: number('most'),
    recommended: number('recommended'),
    before: text('before'),
  };
}
