import * as v from 'valibot';
import { list, loose, map, number, part, text } from './lenient';

const empty = loose({});

/** What an image says of the containers that are made of it. */
const imageConfig = loose({
  User: text,
  ExposedPorts: map(empty),
  Env: list(text),
  Cmd: list(text),
  Entrypoint: list(text),
  Volumes: map(empty),
  WorkingDir: text,
  Labels: map(text),
  StopSignal: text,
});

/** Everything about one image. */
export const imageInspect = loose({
  Id: v.string(),
  RepoTags: list(text),
  RepoDigests: list(text),
  Comment: text,
  /** RFC 3339; absent where the image does not tell. */
  Created: text,
  Author: text,
  Config: part(imageConfig),
  Architecture: text,
  Variant: text,
  Os: text,
  /** Bytes. */
  Size: number,
  RootFS: part(loose({ Layers: list(text) })),
});
/** Everything about one image. */
export type ImageInspect = v.InferOutput<typeof imageInspect>;

/** A step in which an image was made, the newest first. */
export const imageHistory = v.array(
  loose({
    /** `<missing>` for steps that were made elsewhere. */
    Id: text,
    /** Seconds since 1970. */
    Created: number,
    CreatedBy: text,
    Tags: list(text),
    /** Bytes. */
    Size: number,
    Comment: text,
  }),
);
/** The steps in which an image was made. */
export type ImageHistory = v.InferOutput<typeof imageHistory>;

/** What a removal did: each entry is a name that is gone, or an image or layer. */
export const imageDeleted = v.array(loose({ Untagged: text, Deleted: text }));
