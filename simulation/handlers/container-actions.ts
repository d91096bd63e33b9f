import * as v from 'valibot';
import { currentRun } from '../model/container';
import type { SimulatedEngine } from '../model/engine';
import * as lifecycle from '../model/lifecycle';
import { EngineRefusal } from '../refusal';
import type { Call, Resolvers } from './operations';

const done = () => new Response(null, { status: 204 });
const already = () => new Response(null, { status: 304 });
const defaultGrace = 10;

const Limits = v.record(v.string(), v.unknown());

/** What is done to containers. */
export function containerActionResolvers(engine: SimulatedEngine): Resolvers {
  const named = (call: Call) => engine.container(call.required('container'));
  return {
    ContainerStart: (call) => (lifecycle.start(engine, named(call)) ? done() : already()),
    ContainerStop: async (call) => {
      const grace = call.number('t') ?? defaultGrace;
      return (await lifecycle.stop(engine, named(call), grace, call.text('signal'))) ? done() : already();
    },
    ContainerRestart: async (call) => {
      await lifecycle.restart(engine, named(call), call.number('t') ?? defaultGrace);
      return done();
    },
    ContainerKill: (call) => {
      lifecycle.kill(engine, named(call), call.text('signal') ?? 'KILL');
      return done();
    },
    ContainerPause: (call) => {
      lifecycle.pause(engine, named(call));
      return done();
    },
    ContainerUnpause: (call) => {
      lifecycle.unpause(engine, named(call));
      return done();
    },
    ContainerRename: (call) => {
      const name = call.required('name');
      if (!/^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
        throw new EngineRefusal(
          400,
          `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
        );
      lifecycle.rename(engine, named(call), name.replace(/^\//, ''));
      return done();
    },
    ContainerDelete: (call) => {
      lifecycle.remove(engine, named(call), { force: call.flag('force') });
      return done();
    },
    ContainerPrune: () => {
      const gone = [...engine.containers.values()].filter((container) => !currentRun(container));
      for (const container of gone) lifecycle.remove(engine, container, { force: false });
      return Response.json({
        ContainersDeleted: gone.map(({ id }) => id),
        SpaceReclaimed: gone.length * 12_288,
      });
    },
    ContainerWait: async (call) => {
      const container = named(call);
      const run = currentRun(container);
      if (run) await lifecycle.ended(run.over.signal);
      return Response.json({ StatusCode: container.exitCode });
    },
    ContainerUpdate: async (call) => {
      const container = named(call);
      const limits = v.safeParse(Limits, await call.json());
      if (!limits.success) throw new EngineRefusal(400, 'invalid update');
      container.hostConfig = { ...container.hostConfig, ...limits.output };
      lifecycle.containerEvent(engine, container, 'update');
      return Response.json({ Warnings: null });
    },
    ContainerResize: (call) => {
      const container = named(call);
      if (!currentRun(container)) throw new EngineRefusal(409, `container ${container.id} is not running`);
      lifecycle.containerEvent(engine, container, 'resize', {
        height: call.required('h'),
        width: call.required('w'),
      });
      return new Response(null, { status: 200 });
    },
  };
}
