import type { Host, Role } from '../host/host';
import { Choice } from '../transport/choice';
import { directAddresses, readRouterStatus, strongest } from '../transport/router-status';
import { ConnectionStore } from './connection-control';
import { Containers } from './containers';
import type { Consoles } from './consoles';
import type { ConsoleSupport, Engine } from './engine';
import type { EngineAccess } from './engine-access';
import { EngineLink } from './engine-link';
import { engineWays } from './engine-ways';
import { EventFeed } from './event-feed';
import { failureOf } from './failure';
import { keeperFigures, type FigureSource } from './figure-sources';
import { watchInput, watchPage } from './input-watch';
import { lastKnownRows } from './last-known';
import { LiveStatistics } from './live-statistics';
import { lateActions } from './late-actions';
import type { ImageRow } from './image-row';
import type { Images } from './images';
import { Late } from './late';
import { LateContainer } from './late-container';
import { lateList } from './late-list';
import { LateLog } from './late-log';
import { lateWork } from './late-work';
import { routerKey } from './remembered';
import { SessionMemory, shortHash, storageOf } from './session-memory';
import { Store } from './store';

/** Asked again so often where something is missing: when dockerd starts or stops is the router's own knowledge. */
const statusEvery = 10_000;

/** Makes the engine of an access. The last known state is read and the list is asked for when somebody subscribes. */
export function createEngine(host: Host, access: EngineAccess): Engine {
  const engineKey = access.kind === 'router' ? routerKey(access.engine) : access.base;
  const sessionKey = shortHash(access.kind === 'router' ? access.session() : '');
  const memory = new SessionMemory(engineKey, sessionKey);
  const role = new Store<Role | undefined>(access.kind === 'gateway' ? 'admin' : memory.role);
  let startHub = (): void => undefined;
  const parts = engineWays(
    access,
    role,
    shortHash(`${engineKey} ${sessionKey}`),
    (start) => (startHub = start),
  );
  const { live, ways, router, logIn } = parts;
  const storage = storageOf('localStorage');
  const choice = new Choice(ways, {
    key: `dockerman.transports.${engineKey}`,
    ...(storage ? { storage } : {}),
  });
  const link = new EngineLink({
    transport: choice,
    idle: live.idle,
    remembered: memory.apiVersion,
    remember: (version) => (memory.apiVersion = version),
  });
  const events = new EventFeed(link);
  const containers = new Containers(link, events, lastKnownRows(engineKey));
  const details = new Map<string, LateContainer>();
  const keeperUsable = () =>
    choice.state.value.candidates.some((one) => one.transport === 'keeper' && one.state !== 'unavailable');
  const throughRouter = () => choice.state.value.transport !== 'direct';
  // where there is a keeper, nobody needs the other source
  let fromEngine: FigureSource | undefined;
  const ownFigures: FigureSource = async function* (ids, signal) {
    const { engineFigures } = await import('./engine-figures');
    fromEngine ??= engineFigures(link, () => (throughRouter() ? 5 : 2));
    yield* fromEngine(ids, signal);
  };
  const statistics = new LiveStatistics(link, () => [
    ...(keeperUsable() ? [keeperFigures(live, link)] : []),
    ownFigures,
  ]);

  const status = async (): Promise<void> => {
    if (!router) return;
    const found = readRouterStatus(await router('RouterStatus', 'view'));
    const strong = strongest(found.roles);
    if (strong) memory.role = strong;
    role.set(strong);
    parts.setAddresses(directAddresses(found, location.hostname));
    connection.setService({ installed: found.dockerd.installed, running: found.dockerd.running });
  };
  const probe = async (): Promise<void> => {
    await ask();
    await choice.probe();
    await link.renegotiate().catch((error: unknown) => link.note(error));
    events.restart();
    await containers.refresh();
  };
  const service = router
    ? async (action: 'start' | 'stop' | 'restart') => {
        await router('RouterService', 'admin', { service: 'dockerd', action });
        await status();
        events.restart();
      }
    : undefined;
  const connection = new ConnectionStore({
    link,
    choice,
    live,
    logIn,
    probe,
    ...(service ? { service } : {}),
  });
  const working = new Store(false);
  const consoles = new Late<ConsoleSupport, Consoles>(
    { attach: false, exec: false, kept: false, reason: '' },
    async () => new (await import('./consoles')).Consoles({ access, live, link, choice }),
    (error) => ({ attach: false, exec: false, kept: false, reason: failureOf(error).message }),
  );
  const ask = () => status().catch((error: unknown) => link.note(error));
  // what a session may do is wanted with the first rows, unless it is known from the page before
  const early = router && role.value === undefined ? ask() : undefined;
  const stops = [
    watchInput(() => live.input()),
    watchPage(
      () => live.leave(),
      () => live.enter(),
    ),
    // the hub tells of the router's jobs beside what it tells anyway; a gateway is asked
    live.jobs.subscribe(() => working.set(true)),
    link.state.subscribe(() => {
      if (link.state.value.state === 'session-ended') host.sessionEnded();
    }),
    afterFirstRows(containers, startHub),
    afterFirstPaint(containers, async () => {
      await (early ?? ask());
      await Promise.all([choice.probe('unsure'), describeEngine(link, connection)]);
      if (!router) working.set(true);
    }),
  ];
  const watchService = setInterval(() => {
    // a role that could not be had at first is asked for again: without one nothing is offered
    const { state } = link.state.value;
    const wanted = state === 'engine-down' || (role.value === undefined && state === 'online');
    if (wanted && !live.idle.value) void status().catch(() => undefined);
  }, statusEvery);

  return {
    connection,
    role,
    containers,
    images: lateList<ImageRow, Images>(
      async () => new (await import('./live-images')).LiveImages(link, events, engineKey),
    ),
    statistics,
    consoles,
    actions: lateActions(link, containers),
    container: (id) => {
      const known = details.get(id) ?? new LateContainer(id, link, events);
      details.set(id, known);
      return known;
    },
    logs: (id, options = {}) => new LateLog(id, options, link, events),
    downloadLog: async (id, options = {}) => (await import('./log-download')).downloadLog(link, id, options),
    exec: async (id, options) => (await consoles.source()).exec(id, options),
    attach: async (id, size) => (await consoles.source()).attach(id, size),
    keptConsoles: async () => (await consoles.source()).list(),
    joinConsole: async (kept) => (await consoles.source()).join(kept),
    working,
    ...lateWork(async () => {
      const { liveWork } = await import('./live-work');
      working.set(true);
      return liveWork({ access, live, link, choice });
    }),
    router,
    registries: async () => (await import('./live-registries')).liveRegistries(access),
    close: () => {
      clearInterval(watchService);
      for (const stop of stops) stop();
      statistics.close();
      live.close();
    },
  };
}

/** Rows that are not here after so long (milliseconds) are not waited for. */
const rowsAwaited = 500;

/** Runs once the first rows, also remembered ones, have been painted, or there are none to wait for. */
function afterFirstRows(containers: Containers, run: () => void): () => void {
  const painted = () => {
    stop();
    requestAnimationFrame(() => setTimeout(go));
  };
  const stopWatch = containers.observe(painted);
  const timer = setTimeout(() => go(), rowsAwaited);
  let done = false;
  const go = () => {
    if (done) return;
    done = true;
    stop();
    run();
  };
  const stop = () => stopWatch();
  return () => {
    done = true;
    clearTimeout(timer);
    stop();
  };
}

/** Runs once the first rows are true, or cannot be had, or nobody asked for them within two seconds. */
function afterFirstPaint(containers: Containers, run: () => Promise<void>): () => void {
  let done = false;
  const go = () => {
    if (done) return;
    done = true;
    stop();
    void run();
  };
  const settled = () => {
    const { phase } = containers.value;
    if (phase === 'live' || phase === 'failed') setTimeout(go, 100);
  };
  // a subscription would list by itself: look on without one
  const stopWatch = containers.observe(settled);
  const timer = setTimeout(go, 2000);
  const stop = () => {
    stopWatch();
    clearTimeout(timer);
  };
  return stop;
}

async function describeEngine(link: EngineLink, connection: ConnectionStore): Promise<void> {
  try {
    if (!link.negotiated) await link.renegotiate();
    const { Version } = await link.run((client) => client.systemVersion());
    connection.setEngineVersion(Version);
  } catch (error) {
    link.note(error);
  }
}
