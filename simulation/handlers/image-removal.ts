import { fits, hasLabel, readFilters } from '../filters';
import type { SimulatedEngine } from '../model/engine';
import { currentRun } from '../model/container';
import { withTag, type Image } from '../model/image';
import { EngineRefusal } from '../refusal';
import { imageEvent } from './image-events';
import type { Call } from './operations';

/** What an engine says of each step of a removal. */
type Removed = { readonly Untagged: string } | { readonly Deleted: string };

/** Takes an image away for good, with the layers that no other one has. */
function remove(engine: SimulatedEngine, image: Image): Removed[] {
  engine.images.delete(image.id);
  const left = engine.images.layerUse();
  imageEvent(engine, 'delete', image, image.id);
  const layers = image.layers.filter(({ digest }) => !left.has(digest)).reverse();
  return [{ Deleted: image.id }, ...layers.map(({ digest }) => ({ Deleted: `sha256:${digest}` }))];
}

function untag(engine: SimulatedEngine, image: Image, tags: readonly string[]): Removed[] {
  for (const tag of tags) {
    engine.images.untag(image, tag);
    imageEvent(engine, 'untag', image, tag);
  }
  return tags.map((Untagged) => ({ Untagged }));
}

/** Removes a name, and with the last of them the image; by its id all of it. As dockerd, it refuses (409) what is in use. */
export function removeImage(engine: SimulatedEngine, reference: string, force: boolean): readonly Removed[] {
  const image = engine.images.required(reference);
  const short = image.id.slice(7, 19);
  const users = [...engine.containers.values()].filter(({ imageId }) => imageId === image.id);
  const running = users.find((user) => currentRun(user));
  const named = image.tags.includes(withTag(reference)) ? [withTag(reference)] : image.tags;
  if (named.length && named.length < image.tags.length) return untag(engine, image, named);
  const [user] = users;
  const byName = named !== image.tags;
  if (user && !force && byName)
    throw new EngineRefusal(
      409,
      `conflict: unable to remove repository reference "${reference}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${short}`,
    );
  if (running && byName) return untag(engine, image, [...image.tags]);
  if (running)
    throw new EngineRefusal(
      409,
      `conflict: unable to delete ${short} (cannot be forced) - image is being used by running container ${running.id.slice(0, 12)}`,
    );
  if (user && !force)
    throw new EngineRefusal(
      409,
      `conflict: unable to delete ${short} (must be forced) - image is being used by stopped container ${user.id.slice(0, 12)}`,
    );
  if (!byName && image.tags.length > 1 && !force)
    throw new EngineRefusal(
      409,
      `conflict: unable to delete ${short} (must be forced) - image is referenced in multiple repositories`,
    );
  const digests = image.digests.map((Untagged) => ({ Untagged }));
  return [...untag(engine, image, [...image.tags]), ...digests, ...remove(engine, image)];
}

/** Answers a prune: images without a name, or (`dangling=false`) all that no container uses. */
export function pruneImages(engine: SimulatedEngine, call: Call): Response {
  const filters = readFilters(call.text('filters'), ['dangling', 'label', 'label!', 'until']);
  const unused = ['false', '0'].includes(filters.dangling?.[0] ?? 'true');
  const used = new Set([...engine.containers.values()].map(({ imageId }) => imageId));
  const gone = [...engine.images.values()].filter(
    (image) =>
      !used.has(image.id) &&
      (unused || image.tags.length === 0) &&
      (filters.label ?? []).every(hasLabel(image.config.labels)) &&
      !(filters['label!'] ?? []).some(hasLabel(image.config.labels)) &&
      fits(filters, 'until', (until) => image.created < untilTime(until, engine.clock.now())),
  );
  const before = bytesOf(engine);
  const ImagesDeleted = gone.flatMap((image) => [
    ...untag(engine, image, [...image.tags]),
    ...remove(engine, image),
  ]);
  return Response.json({
    ImagesDeleted: ImagesDeleted.length ? ImagesDeleted : null,
    SpaceReclaimed: before - bytesOf(engine),
  });
}

const bytesOf = ({ images }: SimulatedEngine) => images.layers().reduce((sum, { size }) => sum + size, 0);

/** A moment as filters have it: seconds since 1970, a date, or how long ago (`24h`, `1h30m`). */
function untilTime(text: string, now: number): number {
  const units: Readonly<Record<string, number>> = { h: 3600_000, m: 60_000, s: 1000 };
  if (/^(\d+[hms])+$/.test(text))
    return [...text.matchAll(/(\d+)([hms])/g)].reduce(
      (time, [, count, unit]) => time - Number(count) * (units[unit ?? ''] ?? 0),
      now,
    );
  const time = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(time)) throw new EngineRefusal(400, `invalid filter 'until=${text}'`);
  return time;
}
