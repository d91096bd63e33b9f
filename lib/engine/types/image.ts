import * as v from 'valibot';
import { list, loose, map, number, text } from './lenient';

/** A row of the list of images. */
export const imageSummary = loose({
  Id: v.string(),
  ParentId: text,
  RepoTags: list(text),
  RepoDigests: list(text),
  /** Seconds since 1970. */
  Created: number,
  /** Bytes. */
  Size: number,
  SharedSize: number,
  Labels: map(text),
  /** How many containers use it; -1 when the engine has not counted. */
  Containers: number,
});

/** The list of images. */
export const imageSummaries = v.array(imageSummary);
/** A row of the list of images. */
export type ImageSummary = v.InferOutput<typeof imageSummary>;
