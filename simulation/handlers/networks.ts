import * as v from 'valibot';
import { networkAnswer } from '../answers/objects';
import { fits, hasLabel, readFilters } from '../filters';
import type { SimulatedEngine } from '../model/engine';
import type { Network } from '../model/network';
import { EngineRefusal } from '../refusal';
import type { Call, Resolvers } from './operations';

const known = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'];
const builtIn = new Set(['bridge', 'host', 'none']);

const NetworkBody = v.object({
  Name: v.pipe(v.string(), v.minLength(1)),
  Driver: v.nullish(v.string(), 'bridge'),
  Internal: v.nullish(v.boolean(), false),
});
const ConnectBody = v.object({
  Container: v.string(),
  EndpointConfig: v.nullish(v.object({ Aliases: v.nullish(v.array(v.string()), () => []) })),
});

function networkEvent(engine: SimulatedEngine, action: string, network: Network, container?: string): void {
  engine.events.emit('network', action, network.id, {
    name: network.name,
    type: network.driver,
    ...(container !== undefined && { container }),
  });
}

function members(engine: SimulatedEngine, network: Network) {
  return [...engine.containers.values()].filter(({ networks }) => networks.has(network.name));
}

async function connection(engine: SimulatedEngine, call: Call) {
  const network = engine.network(call.required('network'));
  const body = v.safeParse(ConnectBody, await call.json());
  if (!body.success) throw new EngineRefusal(400, 'the body must name a Container');
  const aliases = body.output.EndpointConfig?.Aliases ?? [];
  return { network, container: engine.container(body.output.Container), aliases };
}

/** The operations on networks. */
export function networkResolvers(engine: SimulatedEngine): Resolvers {
  return {
    NetworkList: (call) => {
      const filters = readFilters(call.text('filters'), known);
      const found = [...engine.networks.values()].filter(
        (network) =>
          fits(filters, 'name', (name) => network.name.includes(name)) &&
          fits(filters, 'id', (id) => network.id.startsWith(id)) &&
          fits(filters, 'driver', (driver) => network.driver === driver) &&
          fits(filters, 'type', (type) => builtIn.has(network.name) === (type === 'builtin')) &&
          (filters.label ?? []).every(hasLabel(network.labels)),
      );
      return Response.json(found.map((network) => networkAnswer(engine, network, false)));
    },
    NetworkInspect: (call) =>
      Response.json(networkAnswer(engine, engine.network(call.required('network')), true)),
    NetworkCreate: async (call) => {
      const body = v.safeParse(NetworkBody, await call.json());
      if (!body.success) throw new EngineRefusal(400, 'a network needs a Name');
      const { Name, Driver, Internal } = body.output;
      if (engine.networks.has(Name)) throw new EngineRefusal(409, `network with name ${Name} already exists`);
      const network = engine.addNetwork(Name, Driver, engine.clock.now(), undefined, Internal);
      networkEvent(engine, 'create', network);
      return Response.json({ Id: network.id, Warning: '' }, { status: 201 });
    },
    NetworkDelete: (call) => {
      const network = engine.network(call.required('network'));
      if (builtIn.has(network.name))
        throw new EngineRefusal(403, `${network.name} is a pre-defined network and cannot be removed`);
      if (members(engine, network).length)
        throw new EngineRefusal(
          403,
          `error while removing network: network ${network.name} has active endpoints`,
        );
      engine.networks.delete(network.name);
      networkEvent(engine, 'destroy', network);
      return new Response(null, { status: 204 });
    },
    NetworkConnect: async (call) => {
      const { network, container, aliases } = await connection(engine, call);
      if (container.networks.has(network.name))
        throw new EngineRefusal(
          403,
          `endpoint with name ${container.name} already exists in network ${network.name}`,
        );
      engine.join(container, network.name, aliases);
      networkEvent(engine, 'connect', network, container.id);
      return new Response(null, { status: 200 });
    },
    NetworkDisconnect: async (call) => {
      const { network, container } = await connection(engine, call);
      if (!container.networks.delete(network.name))
        throw new EngineRefusal(404, `container ${container.id} is not connected to network ${network.name}`);
      networkEvent(engine, 'disconnect', network, container.id);
      return new Response(null, { status: 200 });
    },
    NetworkPrune: () => {
      const gone = [...engine.networks.values()].filter(
        (network) => !builtIn.has(network.name) && members(engine, network).length === 0,
      );
      for (const network of gone) {
        engine.networks.delete(network.name);
        networkEvent(engine, 'destroy', network);
      }
      return Response.json({ NetworksDeleted: gone.map(({ name }) => name) });
    },
  };
}
