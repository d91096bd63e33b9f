import { imageHistory, imageInspect, imageSummary } from '../answers/images';
import { repositories } from '../catalogue/hub';
import { fits, hasLabel, readFilters } from '../filters';
import type { SimulatedEngine } from '../model/engine';
import { repositoryOf, type Image } from '../model/image';
import { checkName } from '../model/image-name';
import { imageBuild } from './image-build';
import { imageEvent } from './image-events';
import { imageImport, imageLoad, saveImages } from './image-files';
import { imagePull } from './image-pull';
import { imagePush } from './image-push';
import { pruneImages, removeImage } from './image-removal';
import type { Call, Resolvers } from './operations';

const listFilters = ['before', 'dangling', 'label', 'reference', 'since', 'until'];

function list(engine: SimulatedEngine, call: Call): Response {
  const filters = readFilters(call.text('filters'), listFilters);
  const created = (name: string) => engine.images.required(name).created;
  const found = [...engine.images.values()].filter(
    (image) =>
      fits(filters, 'dangling', (value) => (image.tags.length === 0) === ['true', '1'].includes(value)) &&
      fits(filters, 'reference', (pattern) => image.tags.some((tag) => matches(tag, pattern))) &&
      fits(filters, 'before', (name) => image.created < created(name)) &&
      fits(filters, 'since', (name) => image.created > created(name)) &&
      (filters.label ?? []).every(hasLabel(image.config.labels)),
  );
  const shared = call.flag('shared-size');
  return Response.json(
    found.sort((a, b) => b.created - a.created).map((image) => imageSummary(engine, image, shared)),
  );
}

/** As Go's path.Match, on the name with its tag and without. */
function matches(tag: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const expression = new RegExp(`^${source}$`);
  return expression.test(tag) || expression.test(repositoryOf(tag));
}

function search(call: Call): Response {
  const term = call.required('term').toLowerCase();
  const filters = readFilters(call.text('filters'), ['is-automated', 'is-official', 'stars']);
  const found = repositories
    .filter(
      ({ name, description, stars, official }) =>
        (name.includes(term) || description.toLowerCase().includes(term)) &&
        fits(filters, 'is-official', (value) => (official ?? false) === ['true', '1'].includes(value)) &&
        fits(filters, 'is-automated', (value) => !['true', '1'].includes(value)) &&
        fits(filters, 'stars', (least) => stars >= Number(least)),
    )
    .sort((a, b) => b.stars - a.stars)
    .slice(0, call.number('limit') ?? 25);
  return Response.json(
    found.map(({ name, description, stars, official }) => ({
      name,
      description,
      star_count: stars,
      is_official: official ?? false,
      is_automated: false,
    })),
  );
}

function tag(engine: SimulatedEngine, call: Call): Response {
  const image = engine.images.required(call.required('image'));
  const name = `${call.required('repo')}:${call.text('tag') || 'latest'}`;
  checkName(name);
  engine.images.tag(image, name);
  imageEvent(engine, 'tag', image, name);
  return new Response(null, { status: 201 });
}

/** The operations on images. */
export function imageResolvers(engine: SimulatedEngine): Resolvers {
  const image = (call: Call): Image => engine.images.required(call.required('image'));
  return {
    ImageList: (call) => list(engine, call),
    ImageInspect: (call) => Response.json(imageInspect(image(call))),
    ImageHistory: (call) => Response.json(imageHistory(image(call))),
    ImageSearch: (call) => search(call),
    ImageCreate: (call) =>
      call.text('fromSrc') === undefined ? imagePull(engine, call) : imageImport(engine, call),
    ImagePush: (call) => imagePush(engine, call),
    ImageTag: (call) => tag(engine, call),
    ImageDelete: (call) => Response.json(removeImage(engine, call.required('image'), call.flag('force'))),
    ImagePrune: (call) => pruneImages(engine, call),
    ImageGet: (call) => saveImages(engine, call, [call.required('image')]),
    ImageGetAll: (call) => saveImages(engine, call, new URL(call.request.url).searchParams.getAll('names')),
    ImageLoad: (call) => imageLoad(engine, call),
    ImageBuild: (call) => imageBuild(engine, call),
    BuildPrune: () => {
      const { buildCache } = engine.images;
      const answer = {
        CachesDeleted: buildCache.size ? [...buildCache.keys()] : null,
        SpaceReclaimed: [...buildCache.values()].reduce((sum, size) => sum + size, 0),
      };
      buildCache.clear();
      return Response.json(answer);
    },
  };
}
