import type { Role } from '../../web/host/host';
import type { ActionName, ActionResult, ContainerActions } from '../../web/model/actions';
import type { Detail, LiveCollection, LiveDetail, Snapshot } from '../../web/model/collection';
import type { Connection } from '../../web/model/connection';
import type { ContainerDetails } from '../../web/model/container-details';
import type { ContainerRow } from '../../web/model/container-row';
import type { Console, ConnectionControl, ConsoleSupport, Engine, KeptConsole } from '../../web/model/engine';
import type { LogLine, LogOptions, LogState, LogStream } from '../../web/model/logs';
import type { History, Sample, Statistics } from '../../web/model/statistics';
import type { RouterCall } from '../../web/model/router-calls';
import { Store } from '../../web/model/store';
import { FakeRegistries } from './fake-registries';
import { FakeImages } from './fake-images';
import { FakeDownloads, FakeJobs, FakeUploads } from './fake-work';

/** A row with everything that a test does not name. */
export function row(name: string, over: Partial<ContainerRow> = {}): ContainerRow {
  const id = [...name].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) >>> 0, 7).toString(16);
  return {
    id: id.padStart(8, '0').repeat(8),
    name,
    image: `example/${name}:1`,
    imageId: 'sha256:0',
    command: name,
    state: 'running',
    created: 0,
    since: Date.now() - 3_600_000,
    labels: {},
    ports: [],
    networks: [],
    ...over,
  };
}

/** Details that fit a row. */
export function detailsOf(of: ContainerRow, over: Partial<ContainerDetails> = {}): ContainerDetails {
  return {
    id: of.id,
    name: of.name,
    image: of.image,
    imageId: of.imageId,
    state: of.state,
    exitCode: of.exitCode ?? 0,
    error: '',
    oomKilled: false,
    pid: 1,
    created: of.created,
    started: of.since ?? 0,
    finished: 0,
    restarts: 0,
    tty: false,
    stdin: false,
    entrypoint: [],
    command: ['serve'],
    workingDirectory: '/',
    user: '',
    hostname: of.name,
    environment: [],
    labels: of.labels,
    mounts: [],
    endpoints: [],
    networkMode: 'bridge',
    ports: of.ports,
    restartPolicy: { name: 'unless-stopped', retries: 0 },
    logDriver: 'json-file',
    privileged: false,
    limits: { memory: 0, cpus: 0, pids: 0 },
    inspect: { Id: of.id, Name: `/${of.name}` },
    ...over,
  };
}

class FakeContainers extends Store<Snapshot<ContainerRow>> implements LiveCollection<ContainerRow> {
  refreshes = 0;
  get(id: string): ContainerRow | undefined {
    return this.value.rows.find((one) => one.id === id);
  }
  refresh(): Promise<void> {
    this.refreshes++;
    return Promise.resolve();
  }
}

class FakeDetail extends Store<Detail<ContainerDetails>> implements LiveDetail<ContainerDetails> {
  refresh = (): Promise<void> => Promise.resolve();
}

export class FakeLog extends Store<LogState> implements LogStream {
  olderAsked = 0;
  constructor(readonly options: LogOptions = {}) {
    super({ phase: 'loading', lines: [], dropped: 0, skipped: 0, separated: true, complete: true });
  }
  older(): Promise<number> {
    this.olderAsked++;
    return Promise.resolve(0);
  }
  clear(): void {
    this.set({ ...this.value, lines: [] });
  }
  /** Appends lines of text. */
  write(texts: readonly string[], stream: LogLine['stream'] = 'stdout'): void {
    const next = (this.value.lines.at(-1)?.number ?? -1) + 1;
    const timestamp = '2026-01-02T03:04:05.678901234Z';
    const lines = texts.map((text, index) => ({ number: next + index, timestamp, stream, text }));
    this.set({ ...this.value, phase: 'following', lines: [...this.value.lines, ...lines] });
  }
}

class FakeStatistics implements Statistics {
  readonly failure = new Store<string | undefined>(undefined);
  readonly samples = new Map<string, Store<Sample | undefined>>();
  readonly past = new Map<string, number[]>();
  shown: readonly string[] = [];
  watch(ids: readonly string[]) {
    this.shown = ids;
    return { show: (next: readonly string[]) => (this.shown = next), release: () => (this.shown = []) };
  }
  latest(id: string): Store<Sample | undefined> {
    let store = this.samples.get(id);
    if (!store) this.samples.set(id, (store = new Store<Sample | undefined>(undefined)));
    return store;
  }
  history(id: string): History {
    const cpu = Float64Array.from(this.past.get(id) ?? []);
    const now = Date.now() / 1000;
    const of = (make: (share: number) => number) => cpu.map(make);
    return {
      time: cpu.map((_share, index) => now - (cpu.length - index) * 2),
      cpu,
      memory: of((share) => 2e8 + share * 4e7),
      receiveRate: of((share) => share * 90_000),
      sendRate: of((share) => share * 40_000),
      readRate: of((share) => (share > 0.4 ? 2e6 : 0)),
      writeRate: of((share) => share * 30_000),
      pids: of((share) => 12 + Math.round(share * 4)),
    };
  }
}

/** An engine in memory: a test sets what there is and reads what was asked of it. */
export class FakeEngine implements Engine {
  readonly containers = new FakeContainers({ phase: 'live', rows: [] });
  readonly role = new Store<Role | undefined>('admin');
  readonly statistics = new FakeStatistics();
  readonly consoles = new Store<ConsoleSupport>({
    attach: false,
    exec: false,
    kept: false,
    reason: 'Not over rpcd.',
  });
  readonly images = new FakeImages();
  readonly kept = new FakeRegistries();
  readonly working = new Store(true);
  readonly jobs = new FakeJobs();
  readonly downloads = new FakeDownloads();
  readonly uploads = new FakeUploads();
  router: RouterCall | undefined;
  readonly details = new Map<string, FakeDetail>();
  readonly logsOf = new Map<string, FakeLog>();
  readonly asked: { action: ActionName; ids: readonly string[]; options?: unknown }[] = [];
  /** What an action on a container says; undefined: it is done. */
  refuse: (action: ActionName, id: string) => string | undefined = () => undefined;
  services: string[] = [];
  preferred: string[] = [];
  /** What the gateway at an address says to a password; rejects where it is wrong. */
  logIn: (address: string, password: string) => Promise<void> = () => Promise.resolve();

  readonly #connection = new Store<Connection>({
    state: 'online',
    transport: 'rpcd',
    candidates: [],
    preference: 'auto',
    sharing: 'none',
    apiVersion: '1.47',
    engineVersion: '28.5.2',
  });
  readonly connection: ConnectionControl & Pick<Store<Connection>, 'set'> = Object.assign(this.#connection, {
    prefer: (name: string) => void this.preferred.push(name),
    probe: () => Promise.resolve(),
    logIn: (address: string, password: string) => this.logIn(address, password),
    service: (action: string) => {
      this.services.push(action);
      return Promise.resolve();
    },
  });

  readonly actions: ContainerActions = {
    start: (ids) => this.#act('start', ids),
    stop: (ids, options) => this.#act('stop', ids, options),
    restart: (ids, options) => this.#act('restart', ids, options),
    kill: (ids, options) => this.#act('kill', ids, options),
    pause: (ids) => this.#act('pause', ids),
    unpause: (ids) => this.#act('unpause', ids),
    remove: (ids, options) => this.#act('remove', ids, options),
    rename: async (id, name) => {
      const [result] = await this.#act('rename', [id], { name });
      if (!result) throw new Error('no result');
      return result;
    },
  };

  #act(action: ActionName, ids: readonly string[], options?: unknown): Promise<readonly ActionResult[]> {
    this.asked.push({ action, ids, ...(options === undefined ? {} : { options }) });
    return Promise.resolve(
      ids.map((id) => {
        const name = this.containers.get(id)?.name ?? id;
        const refusal = this.refuse(action, id);
        return refusal === undefined
          ? { id, name, action, outcome: 'done' as const, message: `${name}: ${action}` }
          : {
              id,
              name,
              action,
              outcome: 'failed' as const,
              message: refusal,
              failure: { failure: 'engine' as const, message: refusal },
            };
      }),
    );
  }

  show(...rows: readonly ContainerRow[]): void {
    this.containers.set({ phase: 'live', rows });
  }

  container(id: string): FakeDetail {
    const found = this.containers.value.rows.find((one) => one.id === id || one.name === id);
    const key = found?.id ?? id;
    let detail = this.details.get(key);
    if (!detail) {
      detail = new FakeDetail(found ? { phase: 'live', value: detailsOf(found) } : { phase: 'gone' });
      this.details.set(key, detail);
    }
    return detail;
  }

  logs(id: string, options?: LogOptions): FakeLog {
    let log = this.logsOf.get(id);
    if (!log) this.logsOf.set(id, (log = new FakeLog(options)));
    return log;
  }

  downloadLog(id: string) {
    return Promise.resolve({ name: `${id}.log`, blob: new Blob(['']) });
  }

  exec(): Promise<Console> {
    return Promise.reject(new Error('no exec here'));
  }

  attach(): Promise<Console> {
    return Promise.reject(new Error('no attach here'));
  }

  keptConsoles(): Promise<readonly KeptConsole[]> {
    return Promise.resolve([]);
  }

  joinConsole(): Promise<Console> {
    return Promise.reject(new Error('no console here'));
  }

  registries(): Promise<FakeRegistries> {
    return Promise.resolve(this.kept);
  }

  close(): void {
    // nothing is held
  }
}
