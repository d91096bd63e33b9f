import { pause } from '../clock';
import type { SimulatedEngine } from '../model/engine';
import { repositoryOf, withTag, type Image } from '../model/image';
import { shortId, type ImageLayer } from '../model/layers';
import { authOf, checkPull } from '../model/registry';
import { EngineRefusal } from '../refusal';
import { jsonLine, streamOf } from '../stream';
import { imageEvent } from './image-events';
import type { Call } from './operations';

/** Milliseconds between two messages of progress, as dockerd sends them. */
export const tick = 100;

/** How many layers come at a time: dockerd's `max-concurrent-downloads`. */
const atOnce = 3;

/** Bytes per tick with which a job of some bytes takes three to twelve seconds, at 8 MB/s between. */
export function speed(bytes: number): number {
  const seconds = Math.min(12, Math.max(3, bytes / 8_000_000));
  return Math.max(1, (bytes / seconds) * (tick / 1000));
}

interface Coming {
  readonly layer: ImageLayer;
  readonly id: string;
  downloaded: number;
  extracted: number;
}

/** The messages of a pull; the image is there with the last of them. One that is aborted leaves none. */
export async function* pull(
  engine: SimulatedEngine,
  reference: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const remote = engine.images.remote(reference);
  const known = engine.images.get(remote.id) !== undefined;
  const tag = withTag(reference).slice(repositoryOf(reference).length + 1);
  yield jsonLine({
    status: `Pulling from ${repositoryOf(reference).replace(/^([^/]+)$/, 'library/$1')}`,
    id: tag,
  });
  if (!known) yield* download(engine, remote, signal);
  if (signal.aborted) return;
  const image = engine.images.add(remote);
  yield jsonLine({ status: `Digest: ${image.digests[0]?.split('@')[1] ?? image.id}` });
  const how = known ? 'Image is up to date' : 'Downloaded newer image';
  yield jsonLine({ status: `Status: ${how} for ${withTag(reference)}` });
  imageEvent(engine, 'pull', image, withTag(reference));
}

async function* download(
  engine: SimulatedEngine,
  { layers }: Image,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const here = engine.images.layerUse();
  const coming: Coming[] = [];
  for (const layer of layers) {
    const id = shortId(layer);
    const there = here.has(layer.digest);
    yield say(id, there ? 'Already exists' : 'Pulling fs layer');
    if (!there) coming.push({ layer, id, downloaded: 0, extracted: 0 });
  }
  for (const { id } of coming.slice(atOnce)) yield say(id, 'Waiting');
  const total = coming.reduce((sum, { layer }) => sum + layer.packed, 0);
  while (coming.some(({ layer, extracted }) => extracted < layer.packed)) {
    await pause(engine.clock, tick, signal);
    if (signal.aborted) return;
    // unpacking is faster than the line, and goes on while the next layers come
    yield* unpack(coming, 3 * speed(total));
    yield* load(coming, speed(total));
  }
}

function* load(coming: readonly Coming[], bytes: number): Generator<Uint8Array> {
  const now = coming.filter(({ layer, downloaded }) => downloaded < layer.packed).slice(0, atOnce);
  for (const one of now) {
    const { packed } = one.layer;
    one.downloaded = Math.min(packed, one.downloaded + Math.ceil(bytes / now.length));
    yield say(one.id, 'Downloading', one.downloaded, packed);
    if (one.downloaded < packed) continue;
    yield say(one.id, 'Verifying Checksum');
    yield say(one.id, 'Download complete');
  }
}

function* unpack(coming: readonly Coming[], bytes: number): Generator<Uint8Array> {
  const one = coming.find(({ layer, extracted }) => extracted < layer.packed);
  if (!one || one.downloaded < one.layer.packed) return;
  one.extracted = Math.min(one.layer.packed, one.extracted + Math.ceil(bytes));
  yield say(one.id, 'Extracting', one.extracted, one.layer.packed);
  if (one.extracted === one.layer.packed) yield say(one.id, 'Pull complete');
}

/** A message about a layer. */
export function say(id: string, status: string, current?: number, total?: number): Uint8Array {
  return jsonLine({ status, progressDetail: current === undefined ? {} : { current, total }, id });
}

/** Answers a pull: `fromImage`, and `tag`, which may be a digest. */
export function imagePull(engine: SimulatedEngine, call: Call): Response {
  const name = call.required('fromImage');
  const tag = call.text('tag') ?? '';
  if (/[^a-z0-9._/:@-]/.test(repositoryOf(name)))
    throw new EngineRefusal(400, 'invalid reference format: repository name must be lowercase');
  const joined = tag === '' ? name : `${repositoryOf(name)}${tag.includes(':') ? '@' : ':'}${tag}`;
  const reference = withTag(joined.replace(/^(index\.)?docker\.io\/(library\/)?/, ''));
  checkPull(reference, authOf(call.request));
  const body = streamOf((signal) => pull(engine, reference, signal), call.request.signal);
  return new Response(body, { headers: { 'Content-Type': 'application/json' } });
}
