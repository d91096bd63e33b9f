import { pause } from '../clock';
import type { SimulatedEngine } from '../model/engine';
import { repositoryOf, withTag } from '../model/image';
import { shortId } from '../model/layers';
import { authOf, pushFault, registryOf } from '../model/registry';
import { hex } from '../random';
import { jsonLine, streamOf } from '../stream';
import { imageEvent } from './image-events';
import { say, speed, tick } from './image-pull';
import type { Call } from './operations';

/** How many layers go at a time: dockerd's `max-concurrent-uploads`. */
const atOnce = 5;

const failed = (message: string) => jsonLine({ errorDetail: { message }, error: message });

async function* push(
  engine: SimulatedEngine,
  reference: string,
  fault: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const repository = repositoryOf(reference);
  const registry = registryOf(reference);
  const full =
    registry === 'docker.io' ? `docker.io/${repository.replace(/^([^/]+)$/, 'library/$1')}` : repository;
  yield jsonLine({ status: `The push refers to repository [${full}]` });
  const image = engine.images.find(reference);
  if (!image?.tags.includes(reference))
    return yield failed(`An image does not exist locally with the tag: ${repository}`);
  const layers = [...image.layers].reverse().map((layer) => ({ layer, id: shortId(layer), sent: 0 }));
  for (const { id } of layers) yield say(id, 'Preparing');
  for (const { id } of layers.slice(atOnce)) yield say(id, 'Waiting');
  await pause(engine.clock, 3 * tick, signal);
  if (fault !== undefined) return yield failed(fault);
  const { pushed } = engine.images;
  const key = (digest: string) => `${registry}/${digest}`;
  const going = layers.filter(({ layer }) => !pushed.has(key(layer.digest)));
  for (const { id } of layers.filter((one) => !going.includes(one))) yield say(id, 'Layer already exists');
  const bytes = speed(going.reduce((sum, { layer }) => sum + layer.size, 0));
  for (;;) {
    const now = going.filter(({ layer, sent }) => sent < layer.size).slice(0, atOnce);
    if (now.length === 0) break;
    await pause(engine.clock, tick, signal);
    if (signal.aborted) return;
    for (const one of now) {
      one.sent = Math.min(one.layer.size, one.sent + Math.ceil(bytes / now.length));
      yield say(one.id, 'Pushing', one.sent, one.layer.size);
      if (one.sent < one.layer.size) continue;
      pushed.add(key(one.layer.digest));
      yield say(one.id, 'Pushed');
    }
  }
  const tag = reference.slice(repository.length + 1);
  const Digest = `sha256:${hex(64, engine.seed, 'digest', image.id)}`;
  const Size = 500 + 220 * layers.length;
  const name = `${repository}@${Digest}`;
  if (!image.digests.includes(name)) image.digests.push(name);
  yield jsonLine({ status: `${tag}: digest: ${Digest} size: ${Size}` });
  yield jsonLine({ progressDetail: {}, aux: { Tag: tag, Digest, Size } });
  imageEvent(engine, 'push', image, reference);
}

/** Answers a push of one tag, or of all that the image's repository has. */
export function imagePush(engine: SimulatedEngine, call: Call): Response {
  const name = call.required('image');
  const tag = call.text('tag') ?? '';
  const auth = authOf(call.request);
  const all = [...engine.images.values()].flatMap(({ tags }) => tags);
  const ofName = all.filter((one) => repositoryOf(one) === name);
  const references = tag !== '' ? [`${name}:${tag}`] : ofName.length ? ofName : [withTag(name)];
  const body = streamOf(async function* (signal) {
    for (const reference of references) yield* push(engine, reference, pushFault(reference, auth), signal);
  }, call.request.signal);
  return new Response(body, { headers: { 'Content-Type': 'application/json' } });
}
