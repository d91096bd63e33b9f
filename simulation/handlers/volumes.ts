import * as v from 'valibot';
import { volumeAnswer } from '../answers/objects';
import { fits, hasLabel, readFilters } from '../filters';
import type { SimulatedEngine, Volume } from '../model/engine';
import { hex } from '../random';
import { EngineRefusal } from '../refusal';
import type { Resolvers } from './operations';

const VolumeBody = v.object({
  Name: v.nullish(v.string(), ''),
  Labels: v.nullish(v.record(v.string(), v.string()), () => ({})),
});

/** The operations on volumes. */
export function volumeResolvers(engine: SimulatedEngine): Resolvers {
  const users = (volume: Volume) =>
    [...engine.containers.values()].filter(({ mounts }) =>
      mounts.some((mount) => mount.volume === volume.name),
    );
  const destroy = (volume: Volume) => {
    engine.volumes.delete(volume.name);
    engine.events.emit('volume', 'destroy', volume.name, { driver: 'local' });
  };
  return {
    VolumeList: (call) => {
      const filters = readFilters(call.text('filters'), ['dangling', 'driver', 'label', 'name']);
      const found = [...engine.volumes.values()].filter(
        (volume) =>
          fits(filters, 'name', (name) => volume.name.includes(name)) &&
          fits(
            filters,
            'dangling',
            (value) => (users(volume).length === 0) === (value === 'true' || value === '1'),
          ) &&
          (filters.label ?? []).every(hasLabel(volume.labels)),
      );
      return Response.json({ Volumes: found.map(volumeAnswer), Warnings: null });
    },
    VolumeInspect: (call) => Response.json(volumeAnswer(engine.volume(call.required('volume')))),
    VolumeCreate: async (call) => {
      const body = v.safeParse(VolumeBody, await call.json());
      if (!body.success) throw new EngineRefusal(400, 'invalid volume');
      const name = body.output.Name || hex(64, engine.seed, 'volume', engine.next());
      const fresh = !engine.volumes.has(name);
      const volume = engine.addVolume(name, engine.clock.now(), body.output.Labels);
      if (fresh) engine.events.emit('volume', 'create', name, { driver: 'local' });
      return Response.json(volumeAnswer(volume), { status: 201 });
    },
    VolumeDelete: (call) => {
      const volume = engine.volume(call.required('volume'));
      const user = users(volume)[0];
      if (user) throw new EngineRefusal(409, `remove ${volume.name}: volume is in use - [${user.id}]`);
      destroy(volume);
      return new Response(null, { status: 204 });
    },
    VolumePrune: () => {
      const gone = [...engine.volumes.values()].filter((volume) => users(volume).length === 0);
      gone.forEach(destroy);
      return Response.json({
        VolumesDeleted: gone.map(({ name }) => name),
        SpaceReclaimed: gone.length * 4_194_304,
      });
    },
  };
}
