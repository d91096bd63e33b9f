import { apiVersion, info, version } from '../answers/system';
import { containerSummary } from '../answers/container-summary';
import { imageSummary } from '../answers/images';
import { volumeAnswer } from '../answers/objects';
import { fits, hasLabel, readFilters } from '../filters';
import { timestamp } from '../clock';
import type { BusEvent } from '../model/event-bus';
import type { SimulatedEngine } from '../model/engine';
import { jsonLine, streamOf } from '../stream';
import type { Call, Resolvers } from './operations';

const eventFilters = ['container', 'daemon', 'event', 'image', 'label', 'network', 'scope', 'type', 'volume'];

async function* events(engine: SimulatedEngine, call: Call, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const filters = readFilters(call.text('filters'), eventFilters);
  const passes = ({ Type, Action, Actor }: BusEvent) =>
    fits(filters, 'type', (type) => type === Type) &&
    fits(filters, 'event', (event) => Action === event || Action.startsWith(`${event}:`)) &&
    fits(filters, 'label', hasLabel(Actor.Attributes)) &&
    ['container', 'image', 'network', 'volume'].every((kind) =>
      fits(
        filters,
        kind,
        (wanted) => Type === kind && (Actor.ID.startsWith(wanted) || Actor.Attributes.name === wanted),
      ),
    );
  const since = call.text('since');
  const until = call.text('until');
  const last = until === undefined ? Infinity : Number(until) * 1000;
  const queue: BusEvent[] = [];
  let wake = () => {};
  // listen first, so that nothing falls between the past and the future
  const unlisten = engine.events.listen((event) => {
    queue.push(event);
    wake();
  });
  signal.addEventListener('abort', () => wake());
  try {
    const past =
      since === undefined
        ? []
        : engine.events.history.filter(({ timeNano }) => timeNano / 1e6 >= Number(since) * 1000);
    for (const event of past) if (passes(event) && event.timeNano / 1e6 <= last) yield jsonLine(event);
    if (last <= engine.clock.now()) return;
    if (last < Infinity) engine.clock.after(last - engine.clock.now(), () => wake());
    while (!signal.aborted && engine.clock.now() < last) {
      const event = queue.shift();
      if (event) {
        if (passes(event)) yield jsonLine(event);
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    unlisten();
  }
}

const pingHeaders = {
  'Api-Version': apiVersion,
  'Docker-Experimental': 'false',
  Ostype: 'linux',
  Server: 'Docker/28.5.1 (linux)',
  'Cache-Control': 'no-cache, no-store, must-revalidate',
};

/** The operations of the engine as a whole. */
export function systemResolvers(engine: SimulatedEngine): Resolvers {
  return {
    SystemPing: () =>
      new Response('OK', { headers: { ...pingHeaders, 'Content-Type': 'text/plain; charset=utf-8' } }),
    SystemPingHead: () => new Response(null, { headers: pingHeaders }),
    SystemVersion: () => Response.json(version()),
    SystemInfo: () => Response.json(info(engine)),
    SystemEvents: (call) => {
      readFilters(call.text('filters'), eventFilters);
      const body = streamOf((signal) => events(engine, call, signal), call.request.signal);
      return new Response(body, { headers: { 'Content-Type': 'application/json' } });
    },
    SystemDataUsage: () => {
      const containers = [...engine.containers.values()];
      const images = [...engine.images.values()];
      return Response.json({
        LayersSize: engine.images.layers().reduce((sum, { size }) => sum + size, 0),
        Images: images.map((image) => imageSummary(engine, image, true)),
        Containers: containers.map((container) => containerSummary(engine, container, true)),
        Volumes: [...engine.volumes.values()].map((volume) => ({
          ...volumeAnswer(volume),
          UsageData: {
            Size: 1024 * (4096 + volume.name.length * 31_337),
            RefCount: containers.filter(({ mounts }) => mounts.some((mount) => mount.volume === volume.name))
              .length,
          },
        })),
        BuildCache: [...engine.images.buildCache].map(([ID, Size]) => ({
          ...{ ID, Size, Type: 'regular', Description: '', InUse: false, Shared: false, UsageCount: 1 },
          ...{ CreatedAt: timestamp(engine.clock.now()), LastUsedAt: timestamp(engine.clock.now()) },
        })),
      });
    },
  };
}
