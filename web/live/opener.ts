import { TransportError } from '../../lib/engine/errors';
import type { EngineResponse, OperationName, ParameterValue, Transport } from '../../lib/engine/request';
import { ControllerTransport } from '../transport/controller';
import { DirectTransport } from '../transport/direct';
import { KeeperTransport } from '../transport/keeper';
import { Ubus } from '../transport/ubus';
import type { Opener } from './hub';
import type { HubAccess, OpenMessage } from './messages';

/** Opens a hub's streams over the real transports. */
export function transportOpener(access: HubAccess): Opener {
  const { router, direct } = access;
  const transports = new Map<string, Transport>();
  let keeper: KeeperTransport | undefined;
  if (router) {
    const { engine } = router;
    const session = () => router.session;
    const ubus = new Ubus({ url: router.ubus, session });
    keeper = new KeeperTransport({ ubus, engine });
    transports.set('keeper', keeper);
    const luci = router.luci ? { luci: router.luci } : {};
    transports.set(
      'controller',
      new ControllerTransport({ program: router.program, engine, session, ...luci }),
    );
  }
  // streams alone go through the hub; exec is the tab's own
  if (direct)
    transports.set('direct', new DirectTransport({ base: () => direct.base, gateway: () => false }));

  return (message, signal) => open(message, signal, transports, keeper);
}

async function open(
  message: OpenMessage,
  signal: AbortSignal,
  transports: ReadonlyMap<string, Transport>,
  keeper: KeeperTransport | undefined,
): Promise<EngineResponse> {
  const { operation, apiVersion } = message;
  const parameters = message.parameters as Record<string, ParameterValue>;
  if (operation === 'Statistics') {
    if (!keeper) throw new TransportError('unreachable', 'There is no keeper.');
    return keeper.stream('view', operation, parameters as Record<string, string>, apiVersion ?? '', signal);
  }
  const transport = transports.get(message.transport);
  if (!transport) throw new TransportError('unreachable', `There is no ${message.transport}.`);
  const name = operation as OperationName;
  return transport.send({ operation: name, parameters, apiVersion, signal });
}
