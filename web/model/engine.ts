import type { Duplex } from '../../lib/engine/request';
import type { Role } from '../host/host';
import type { ContainerActions } from './actions';
import type { LiveCollection, LiveDetail } from './collection';
import type { Connection, TransportName } from './connection';
import type { ContainerDetails } from './container-details';
import type { ContainerRow } from './container-row';
import type { Downloads } from './downloads';
import type { Jobs } from './jobs';
import type { Download, LogOptions, LogStream } from './logs';
import type { Statistics } from './statistics';
import type { Readable } from './store';
import type { Uploads } from './uploads';

/** A console or an attach: bytes both ways. */
export interface Console {
  readonly duplex: Duplex;
  /** The bytes are a terminal's. Otherwise they are text without one (an attach to a container without a TTY). */
  readonly tty: boolean;
  /** Tells the terminal's new size in characters; failures are not reported. */
  resize(columns: number, rows: number): void;
}

/** Whether consoles can be had now, and a sentence why not. */
export interface ConsoleSupport {
  readonly attach: boolean;
  readonly exec: boolean;
  readonly reason?: string;
}

/** The connection, and what the user may do about it. */
export interface ConnectionControl extends Readable<Connection> {
  /** Chooses a transport by hand; `auto` gives the choice back. Remembered. */
  prefer(transport: TransportName | 'auto'): void;
  /** Logs in to a gateway that wants it, at the address that its candidate tells. Rejects with a sentence. */
  logIn(address: string, password: string): Promise<void>;
  /** Probes all ways again and reconnects. */
  probe(): Promise<void>;
  /** Starts, stops or restarts dockerd as a service of the router. Rejects with a sentence. */
  service(action: 'start' | 'stop' | 'restart'): Promise<void>;
}

/** All that a page needs of one engine. Made once for the application, given to pages as a context. */
export interface Engine {
  readonly connection: ConnectionControl;
  /** What this session may do; `undefined` until it is known. What it may not do is not offered. */
  readonly role: Readable<Role | undefined>;
  readonly containers: LiveCollection<ContainerRow>;
  /** The details of one container, by id or name. The same object for the same id. */
  container(id: string): LiveDetail<ContainerDetails>;
  readonly statistics: Statistics;
  readonly actions: ContainerActions;
  logs(id: string, options?: LogOptions): LogStream;
  /** The whole log (or as far as `options` say) as a text file. */
  downloadLog(
    id: string,
    options?: { since?: number | string; until?: number | string; timestamps?: boolean },
  ): Promise<Download>;
  readonly consoles: Readable<ConsoleSupport>;
  /** Runs a command in the container with a terminal. Rejects with an `EngineError` or a `TransportError`. */
  exec(
    id: string,
    options: { command: readonly string[]; user?: string; columns: number; rows: number },
  ): Promise<Console>;
  /** The terminal of the container's own first process. */
  attach(id: string): Promise<Console>;
  /** Long work on the router, which goes on without this page. */
  readonly jobs: Jobs;
  /** Files on their way to this tab, and from it. */
  readonly downloads: Downloads;
  readonly uploads: Uploads;
  /** Lets go of everything. */
  close(): void;
}
