import { EngineRefusal } from '../refusal';
import { imageFor, imageSize, withTag, type Image } from './image';
import type { ImageLayer } from './layers';

/** The images of a simulated engine by their ids, and their names. */
export class ImageStore extends Map<string, Image> {
  /** Layers that registries have been given, as `registry/digest`. */
  readonly pushed = new Set<string>();
  /** Bytes of each thing that builds have kept. */
  readonly buildCache = new Map<string, number>();

  constructor(
    private readonly seed: string,
    private readonly now: () => number,
  ) {
    super();
  }

  /** The image that registries have under a reference. */
  remote(reference: string): Image {
    return imageFor(reference, this.seed, this.now());
  }

  /** Takes in what registries have under a reference, unless it is there. */
  fetch(reference: string): Image {
    return this.find(reference) ?? this.add(this.remote(reference));
  }

  /** Takes an image in; other images lose the names that it has. One that is there keeps its own, too. */
  add(image: Image): Image {
    const known = this.get(image.id) ?? { ...image, tags: [], digests: [...image.digests] };
    this.set(image.id, known);
    for (const tag of image.tags) this.tag(known, tag);
    return known;
  }

  /** Gives an image a name; another one that had it loses it. */
  tag(image: Image, tag: string): void {
    for (const other of this.values()) if (other !== image) this.untag(other, tag);
    if (!image.tags.includes(tag)) image.tags.push(tag);
  }

  /** Takes a name away from an image. */
  untag(image: Image, tag: string): void {
    const at = image.tags.indexOf(tag);
    if (at >= 0) image.tags.splice(at, 1);
  }

  /** The image of a name, a digest, an id or the beginning of one; undefined where there is none. */
  find(reference: string): Image | undefined {
    const tag = withTag(reference);
    const bare = reference.replace(/^sha256:/, '');
    const digits = /^[0-9a-f]{4,64}$/.test(bare) ? `sha256:${bare}` : undefined;
    const all = [...this.values()];
    return (
      all.find(({ tags, digests }) => tags.includes(tag) || digests.includes(reference)) ??
      all.find(({ id }) => digits !== undefined && id.startsWith(digits))
    );
  }

  /** The image of a reference; else 404. */
  required(reference: string): Image {
    const image = this.find(reference);
    if (!image) throw new EngineRefusal(404, `No such image: ${withTag(reference)}`);
    return image;
  }

  /** How many bytes the image of an id has; 0 where it is not there any more. */
  bytesOf(id: string): number {
    const image = this.get(id);
    return image ? imageSize(image) : 0;
  }

  /** How many images have each layer, by digest. */
  layerUse(): ReadonlyMap<string, number> {
    const use = new Map<string, number>();
    for (const { layers } of this.values())
      for (const { digest } of layers) use.set(digest, (use.get(digest) ?? 0) + 1);
    return use;
  }

  /** All layers that there are, each once. */
  layers(): readonly ImageLayer[] {
    const byDigest = new Map(
      [...this.values()].flatMap(({ layers }) => layers.map((one) => [one.digest, one])),
    );
    return [...byDigest.values()];
  }
}
