import * as v from 'valibot';
import { loose, number, part, text } from './lenient';

/** What the engine says while it pulls, pushes, builds or loads. A message with an error is the end of it. */
export const progressMessage = loose({
  /** A layer; also the tag at the beginning of a pull. */
  id: text,
  status: text,
  /** Text of a build or a load, with its line ends. */
  stream: text,
  progressDetail: part(loose({ current: number, total: number, units: text })),
  /** Before API 1.52 next to `errorDetail`. */
  error: text,
  errorDetail: v.nullish(loose({ code: number, message: text })),
  /** What was made: `{ID}` of a build, `{Tag, Digest, Size}` of a push. */
  aux: v.optional(v.unknown()),
});
/** What the engine says while it pulls, pushes, builds or loads. */
export type ProgressMessage = v.InferOutput<typeof progressMessage>;
