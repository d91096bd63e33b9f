import { imageInspect, imageSummary } from '../answers/objects';
import { pause } from '../clock';
import { fits, readFilters } from '../filters';
import type { SimulatedEngine } from '../model/engine';
import { withTag, type Image } from '../model/image';
import { hash, hex } from '../random';
import { EngineRefusal } from '../refusal';
import { jsonLine, streamOf } from '../stream';
import type { Resolvers } from './operations';

const layers = 4;
const steps = 8;

function imageEvent(engine: SimulatedEngine, action: string, image: Image, name: string): void {
  engine.events.emit('image', action, image.id, { name });
}

async function* pull(engine: SimulatedEngine, tag: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const known = engine.findImage(tag) !== undefined;
  const [name, version = 'latest'] = tag.split(/:(?=[^/:]*$)/);
  yield jsonLine({ status: `Pulling from ${name}`, id: version });
  for (let layer = 0; layer < layers && !known; layer++) {
    const id = hex(12, tag, 'layer', layer);
    const total = 500_000 + (hash(tag, layer) % 8_000_000);
    yield jsonLine({ status: 'Pulling fs layer', progressDetail: {}, id });
    for (let step = 1; step <= steps; step++) {
      await pause(engine.clock, 120, signal);
      if (signal.aborted) return;
      const current = Math.round((total * step) / steps);
      yield jsonLine({ status: 'Downloading', progressDetail: { current, total }, id });
    }
    yield jsonLine({ status: 'Pull complete', progressDetail: {}, id });
  }
  const image = engine.addImage(tag);
  yield jsonLine({ status: `Digest: ${image.digests[0]?.split('@')[1] ?? image.id}` });
  yield jsonLine({
    status: `Status: ${known ? 'Image is up to date' : 'Downloaded newer image'} for ${tag}`,
  });
  imageEvent(engine, 'pull', image, tag);
}

function deleteImage(engine: SimulatedEngine, reference: string, force: boolean) {
  const image = engine.image(reference);
  const users = [...engine.containers.values()].filter(({ imageId }) => imageId === image.id);
  const user = users[0];
  if (user && !force)
    throw new EngineRefusal(
      409,
      `conflict: unable to remove repository reference "${reference}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${image.id.slice(7, 19)}`,
    );
  const untagged = image.tags.splice(0, image.tags.length);
  imageEvent(engine, 'untag', image, untagged[0] ?? image.id);
  const gone = untagged.map((Untagged) => ({ Untagged }));
  if (user) return gone;
  for (const [key, value] of engine.images) if (value === image) engine.images.delete(key);
  imageEvent(engine, 'delete', image, image.id);
  return [...gone, { Deleted: image.id }];
}

/** The operations on images. */
export function imageResolvers(engine: SimulatedEngine): Resolvers {
  return {
    ImageList: (call) => {
      const filters = readFilters(call.text('filters'), [
        'before',
        'dangling',
        'label',
        'reference',
        'since',
        'until',
      ]);
      const found = [...engine.images.values()].filter(
        (image) =>
          fits(
            filters,
            'dangling',
            (value) => (image.tags.length === 0) === (value === 'true' || value === '1'),
          ) &&
          fits(filters, 'reference', (name) =>
            image.tags.some((tag) => tag === withTag(name) || tag.startsWith(`${name}:`)),
          ),
      );
      return Response.json(found.map((image) => imageSummary(engine, image)));
    },
    ImageInspect: (call) => Response.json(imageInspect(engine, engine.image(call.required('image')))),
    ImageHistory: (call) => {
      const image = engine.image(call.required('image'));
      const row = (Id: string, CreatedBy: string, Size: number, Tags: readonly string[] | null) => ({
        Id,
        Created: Math.floor(image.created / 1000),
        CreatedBy,
        Tags,
        Size,
        Comment: '',
      });
      return Response.json([
        row(image.id, 'CMD ["/start"]', 0, image.tags),
        row('<missing>', 'COPY rootfs / # buildkit', Math.round(image.size * 0.9), null),
        row('<missing>', 'ADD alpine-minirootfs.tar.gz / # buildkit', Math.round(image.size * 0.1), null),
      ]);
    },
    ImageCreate: (call) => {
      const name = call.required('fromImage');
      const tag = call.text('tag');
      const reference = withTag(tag === undefined || tag === '' ? name : `${name}:${tag}`);
      const body = streamOf((signal) => pull(engine, reference, signal), call.request.signal);
      return new Response(body, { headers: { 'Content-Type': 'application/json' } });
    },
    ImageTag: (call) => {
      const image = engine.image(call.required('image'));
      const tag = withTag(`${call.required('repo')}:${call.text('tag') ?? 'latest'}`);
      for (const other of engine.images.values())
        other.tags.splice(0, other.tags.length, ...other.tags.filter((one) => one !== tag));
      image.tags.push(tag);
      imageEvent(engine, 'tag', image, tag);
      return new Response(null, { status: 201 });
    },
    ImageDelete: (call) => Response.json(deleteImage(engine, call.required('image'), call.flag('force'))),
    ImagePrune: (call) => {
      const filters = readFilters(call.text('filters'), ['dangling', 'label', 'until']);
      const unused = fits(
        { ...filters, dangling: filters.dangling ?? ['true'] },
        'dangling',
        (value) => value === 'false' || value === '0',
      );
      const used = new Set([...engine.containers.values()].map(({ imageId }) => imageId));
      const gone = [...engine.images.values()].filter(
        (image) => !used.has(image.id) && (unused || image.tags.length === 0),
      );
      const ImagesDeleted = gone.flatMap((image) => deleteImage(engine, image.id, false));
      return Response.json({ ImagesDeleted, SpaceReclaimed: gone.reduce((sum, { size }) => sum + size, 0) });
    },
  };
}
