import type { Duplex } from '../../lib/engine/request';
import type { Role } from '../host/host';
import type { ContainerActions } from './actions';
import type { LateCollection, LiveCollection, LiveDetail } from './collection';
import type { Connection, TransportName } from './connection';
import type { ContainerDetails } from './container-details';
import type { ContainerRow } from './container-row';
import type { Downloads } from './downloads';
import type { ImageRow } from './image-row';
import type { Images } from './images';
import type { Jobs } from './jobs';
import type { Download, LogOptions, LogStream } from './logs';
import type { RouterCall } from './router-calls';
import type { Registries } from './registries';
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
  /** Its id where the router keeps it: then it goes on when `duplex` is closed, and {@link Engine.keptConsoles} has it. */
  readonly id?: string;
  /** Ends it, with what runs in it where the router keeps it. Rejects with a sentence. */
  end(): Promise<void>;
}

/** The size of a terminal in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A console that goes on on the router. */
export interface KeptConsole {
  readonly id: string;
  /** The container as it was named when the console was opened. */
  readonly container: string;
  /** Empty for a shell. */
  readonly command: readonly string[];
  readonly user: string;
  readonly tty: boolean;
  readonly attach: boolean;
  /** Milliseconds since 1970. */
  readonly started: number;
}

/** Whether consoles can be had now, and a sentence why not. */
export interface ConsoleSupport {
  readonly attach: boolean;
  readonly exec: boolean;
  /** Consoles go on on the router without the page. */
  readonly kept: boolean;
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
  readonly images: LateCollection<ImageRow, Images>;
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
  /**
   * Runs a command in the container with a terminal; without one the first shell of the image. Rejects with an `EngineError` or a
   * `TransportError`.
   */
  exec(
    id: string,
    options: TerminalSize & { readonly command?: readonly string[]; readonly user?: string },
  ): Promise<Console>;
  /** The terminal of the container's own first process. */
  attach(id: string, size: TerminalSize): Promise<Console>;
  /** The consoles of this session that go on on the router. Rejects with a `TransportError`. */
  keptConsoles(): Promise<readonly KeptConsole[]>;
  /** Shows such a console again, from the oldest output that the router has. */
  joinConsole(kept: KeptConsole): Promise<Console>;
  /** Whether there are jobs or files of this tab, or were since the page was opened. */
  readonly working: Readable<boolean>;
  /** Long work on the router, which goes on without this page. */
  readonly jobs: Jobs;
  /** Files on their way to this tab, and from it. */
  readonly downloads: Downloads;
  readonly uploads: Uploads;
  /** The router's own calls; absent where there is no router. `RouterSettings` reads their answers. */
  readonly router?: RouterCall | undefined;
  /** Credentials of registries. Rejects when their code cannot be loaded. */
  registries(): Promise<Registries>;
  /** Lets go of everything. */
  close(): void;
}
