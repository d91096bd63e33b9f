import { containerInspect } from '../answers/container-inspect';
import { containerSummary } from '../answers/container-summary';
import { fits, hasLabel, readFilters, type Filters } from '../filters';
import { currentRun, pidOf, type Container } from '../model/container';
import type { SimulatedEngine } from '../model/engine';
import { EngineRefusal } from '../refusal';
import type { Resolvers } from './operations';

const known = [
  'ancestor',
  'before',
  'exited',
  'expose',
  'health',
  'id',
  'is-task',
  'label',
  'name',
  'network',
  'publish',
  'since',
  'status',
  'volume',
];

function passes(container: Container, filters: Filters): boolean {
  return (
    fits(filters, 'id', (id) => container.id.startsWith(id)) &&
    fits(filters, 'name', (name) => `/${container.name}`.includes(name.replace(/^\^?\/?|\$$/g, ''))) &&
    fits(filters, 'status', (status) => container.status === status) &&
    fits(filters, 'health', (health) => (container.health ?? 'none') === health) &&
    fits(filters, 'exited', (code) => container.status === 'exited' && String(container.exitCode) === code) &&
    fits(
      filters,
      'ancestor',
      (image) => container.service.image === image || container.imageId.includes(image),
    ) &&
    fits(filters, 'network', (network) => container.networks.has(network)) &&
    fits(filters, 'volume', (volume) =>
      container.mounts.some((mount) => mount.volume === volume || mount.destination === volume),
    ) &&
    // every label has to be there, unlike the other filters
    (filters.label ?? []).every(hasLabel(container.labels))
  );
}

/** What is asked about containers. */
export function containerListResolvers(engine: SimulatedEngine): Resolvers {
  return {
    ContainerList: (call) => {
      const filters = readFilters(call.text('filters'), known);
      const limit = call.number('limit') ?? 0;
      const all =
        call.flag('all') || filters.status !== undefined || filters.exited !== undefined || limit > 0;
      const found = [...engine.containers.values()]
        .filter((container) => (all || currentRun(container) !== null) && passes(container, filters))
        .sort((a, b) => b.created - a.created)
        .slice(0, limit > 0 ? limit : undefined);
      return Response.json(found.map((container) => containerSummary(engine, container, call.flag('size'))));
    },
    ContainerInspect: (call) =>
      Response.json(
        containerInspect(engine, engine.container(call.required('container')), call.flag('size')),
      ),
    ContainerTop: (call) => {
      const container = engine.container(call.required('container'));
      if (!currentRun(container)) throw new EngineRefusal(409, `container ${container.id} is not running`);
      const pid = pidOf(container);
      return Response.json({
        Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
        Processes: container.service.processes.map((command, at) => [
          container.service.user ?? 'root',
          String(pid + at * 7),
          String(at === 0 ? pid - 21 : pid),
          '0',
          '08:12',
          container.service.tty ? 'pts/0' : '?',
          '00:00:0' + String(at),
          command,
        ]),
      });
    },
    ContainerChanges: (call) => {
      const container = engine.container(call.required('container'));
      if (container.runs.length === 0) return Response.json(null);
      return Response.json([
        { Path: '/tmp', Kind: 0 },
        { Path: '/tmp/.X11-unix', Kind: 1 },
        { Path: `/run/${container.service.name}.pid`, Kind: 1 },
        { Path: '/etc/motd', Kind: 2 },
      ]);
    },
  };
}
