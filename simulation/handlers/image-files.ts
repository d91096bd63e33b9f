import { readArchive } from '../archive';
import { pause } from '../clock';
import type { SimulatedEngine } from '../model/engine';
import { plainConfig, repositoryOf, withTag } from '../model/image';
import { checkName } from '../model/image-name';
import { layer, shortId } from '../model/layers';
import { imagesIn, savedFiles } from '../model/saved-image';
import { hex } from '../random';
import { EngineRefusal } from '../refusal';
import { jsonLine, streamOf } from '../stream';
import { tar } from '../tar';
import { imageEvent } from './image-events';
import { say, speed, tick } from './image-pull';
import type { Call } from './operations';

/** Answers a save: an archive of the named images. Layers are small stand-ins for what would be in them. */
export function saveImages(engine: SimulatedEngine, call: Call, names: readonly string[]): Response {
  const images = names.map((name) => {
    const image = engine.images.required(name);
    const tag = withTag(name);
    const all = image.tags.filter((one) => repositoryOf(one) === name);
    const tags = image.tags.includes(tag) ? [tag] : all;
    return { image, tags, name };
  });
  if (images.length === 0) throw new EngineRefusal(400, 'no image is named');
  const body = streamOf(async function* () {
    yield* tar(savedFiles(images), Math.floor(engine.clock.now() / 1000));
  }, call.request.signal);
  for (const { image, name } of images) imageEvent(engine, 'save', image, name);
  return new Response(body, { headers: { 'Content-Type': 'application/x-tar' } });
}

/** Messages of work whose failure comes inside a 200. */
function told(call: Call, work: (signal: AbortSignal) => AsyncGenerator<Uint8Array>): Response {
  const body = streamOf(async function* (signal) {
    try {
      yield* work(signal);
    } catch (error) {
      if (!(error instanceof EngineRefusal)) throw error;
      yield jsonLine({ errorDetail: { message: error.message }, error: error.message });
    }
  }, call.request.signal);
  return new Response(body, { headers: { 'Content-Type': 'application/json' } });
}

/** Answers a load of such an archive. */
export function imageLoad(engine: SimulatedEngine, call: Call): Response {
  const body = call.body();
  return told(call, async function* (signal) {
    const images = imagesIn(await readArchive(body), engine.clock.now());
    for (const image of images) {
      if (!call.flag('quiet')) yield* unpack(engine, image, signal);
      if (signal.aborted) return;
      const known = engine.images.add(image);
      imageEvent(engine, 'load', known, known.id);
      const named = image.tags.map((tag) => `Loaded image: ${tag}\n`);
      for (const stream of named.length ? named : [`Loaded image ID: ${image.id}\n`])
        yield jsonLine({ stream });
    }
  });
}

async function* unpack(
  engine: SimulatedEngine,
  { layers }: Pick<ReturnType<typeof imagesIn>[number], 'layers'>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const here = engine.images.layerUse();
  const coming = layers.filter(({ digest }) => !here.has(digest));
  const bytes = speed(coming.reduce((sum, { size }) => sum + size, 0)) * 2;
  for (const one of coming)
    for (let done = 0; done < one.size;) {
      await pause(engine.clock, tick, signal);
      if (signal.aborted) return;
      done = Math.min(one.size, Math.ceil(done + bytes));
      yield say(shortId(one), 'Loading layer', done, one.size);
    }
}

/** Answers an import: an image with one layer, made of a file system's archive. */
export function imageImport(engine: SimulatedEngine, call: Call): Response {
  if (call.text('fromSrc') !== '-')
    throw new EngineRefusal(400, 'the simulated engine reaches no network: import an archive');
  const repo = call.text('repo') ?? '';
  const tags = repo === '' ? [] : [`${repo}:${call.text('tag') || 'latest'}`];
  for (const tag of tags) checkName(tag);
  const body = call.body();
  return told(call, async function* () {
    const { sizes } = await readArchive(body);
    const size = [...sizes.values()].reduce((sum, one) => sum + one, 0);
    const image = engine.images.add({
      id: `sha256:${hex(64, engine.seed, 'imported', engine.next())}`,
      tags,
      digests: [],
      created: engine.clock.now(),
      layers: [layer(call.text('message') || 'Imported from -', size)],
      config: { ...plainConfig, command: null },
    });
    imageEvent(engine, 'import', image, tags[0] ?? image.id);
    yield jsonLine({ status: image.id });
  });
}
