import type { Role } from '../host/host';
import { Live } from '../live/live';
import { chooseProvider } from '../live/choose-provider';
import type { HubAccess } from '../live/messages';
import { RemoteTransport } from '../live/remote-transport';
import { operation } from '../../lib/engine/operations';
import type { DirectTarget } from '../transport/direct-target';
import { LateTransport } from '../transport/late-transport';
import { RpcdTransport } from '../transport/rpcd';
import { Turns } from '../transport/serial';
import { serialFetch } from '../transport/serial-fetch';
import { Ubus } from '../transport/ubus';
import type { Way } from '../transport/way';
import { controllerWay, directWay, keeperWay, rpcdWay } from '../transport/ways';
import type { EngineAccess } from './engine-access';
import { routerCalls, type RouterCall } from './router-calls';
import type { Readable } from './store';

/** The ways to an engine that an access gives, with what they share. */
export interface EngineWays {
  readonly live: Live;
  readonly ways: readonly Way[];
  /** The router's own calls; absent where there is no router. */
  readonly router?: RouterCall;
  /** Where a browser could reach the engine itself, as the router's configuration says. */
  setAddresses(bases: readonly string[]): void;
  /** Logs in to the gateway at a direct address; the next probe uses it. Rejects with a sentence. */
  logIn(address: string, password: string): Promise<void>;
}

/** Makes the ways. Nothing is asked yet; `when` calls back as soon as the hub may be started. */
export function engineWays(
  access: EngineAccess,
  role: Readable<Role | undefined>,
  scope: string,
  when?: (reach: () => void) => void,
): EngineWays {
  let bases: readonly string[] = access.kind === 'gateway' ? [access.base] : [];
  let target: DirectTarget | undefined =
    access.kind === 'gateway' ? { base: access.base, gateway: true } : undefined;
  const gateway = () => target?.gateway === true;

  const hubAccess = (): HubAccess => {
    if (access.kind === 'gateway') return {};
    const { ubus, program, engine } = access;
    return { router: { ubus, program, engine, session: access.session() } };
  };
  const live = new Live(chooseProvider(scope), hubAccess, when);
  const lateDirect = new LateTransport(
    'direct',
    async () => {
      const { DirectTransport } = await import('../transport/direct');
      return new DirectTransport({ target: () => target });
    },
    (name) =>
      operation(name).kind !== 'hijack' ||
      name === 'ContainerAttachWebsocket' ||
      (name === 'ExecStart' && gateway()),
  );
  const tokens = async () => new (await import('../transport/gateway-tokens')).GatewayTokens(scope);
  const direct = directWay(lateDirect, new RemoteTransport('direct', live, () => target), {
    bases: () => bases,
    eager: access.kind === 'gateway',
    pageProtocol: location.protocol,
    forbidden: () =>
      // the browser's own connection knows no roles: only who may do everything gets it
      access.kind === 'router' && role.value !== 'admin'
        ? 'Your login is checked on the router, so the engine is asked through it.'
        : undefined,
    target: () => target,
    found: (next) => (target = next),
    // the gateway's own page has its cookie
    ...(access.kind === 'router' ? { tokens } : {}),
  });
  const setAddresses = (next: readonly string[]) => {
    if (access.kind === 'router') bases = next;
  };
  const logIn = async (address: string, password: string) => {
    const { logInToGateway } = await import('../transport/gateway-login');
    await logInToGateway(address, password, await tokens());
  };
  if (access.kind === 'gateway') return { live, ways: [direct], setAddresses, logIn };

  const { session, engine, program, luci } = access;
  const ubus = new Ubus({ url: access.ubus, session });
  const asRole = { engine, role: () => role.value };
  const rpcd = new RpcdTransport({ ubus, ...asRole });
  const turns = new Turns();
  const bridge =
    luci &&
    (() =>
      new RpcdTransport({
        ubus: new Ubus({ url: luci.ubus, session, fetch: serialFetch(turns) }),
        ...asRole,
      }));
  const controller = new LateTransport(
    'controller',
    async () => {
      const { ControllerTransport } = await import('../transport/controller');
      return new ControllerTransport({ program, engine, session, turns, ...(luci ? { luci } : {}) });
    },
    (name) => operation(name).router && operation(name).kind !== 'hijack',
  );
  const ways = [
    rpcdWay(rpcd),
    keeperWay(new RemoteTransport('keeper', live), ubus),
    controllerWay(
      controller,
      new RemoteTransport('controller', live),
      () => !controller.loaded?.serialised,
      (signal) =>
        live.open({
          source: { transport: 'controller', target: 'SystemPing?api_version=' },
          shared: false,
          signal,
        }),
    ),
    direct,
  ];
  return { live, ways, router: routerCalls(rpcd, bridge), setAddresses, logIn };
}
