import * as v from 'valibot';
import { flag, list, loose, number, text } from '../../lib/engine/types/lenient';

const part = loose({
  /** A layer's id. */
  id: v.string(),
  /** The engine's own words: `Downloading`, `Pull complete`, … */
  status: text,
  /** Bytes of the step that it is in; 0 where the engine does not say. */
  done: number,
  total: number,
});
/** How far one layer of a job is. */
export type JobPart = v.InferOutput<typeof part>;

const progress = loose({
  done: number,
  /** 0: nobody knows. */
  total: number,
  unit: v.fallback(v.picklist(['bytes', 'layers', 'steps']), 'steps'),
  /** Of a pull: what goes over the line, as far as the engine has told sizes. */
  bytes: v.nullish(loose({ done: number, total: number })),
});

/** A piece of long work that the router (or the gateway) holds, as it tells it (docs/long-work.md). */
export const job = loose({
  id: v.string(),
  /** A row of the operations table; a name that we do not know is shown as it is. */
  operation: v.string(),
  parameters: v.nullish(v.record(v.string(), v.union([v.string(), v.array(v.string())])), () => ({})),
  /** The engine's section of /etc/config/dockerman. */
  engine: text,
  /** Who started it, by the name of the login. */
  user: text,
  /** Milliseconds since 1970, by the router's clock. */
  started: number,
  ended: v.nullish(v.number()),
  /** `interrupted`: whoever held it is gone; nobody knows how far the engine came. */
  state: v.picklist(['running', 'done', 'failed', 'cancelled', 'interrupted']),
  progress: v.nullish(progress),
  parts: list(part),
  /** Why it failed, or the engine's last word. */
  message: text,
  /** What it made: an image's id or name, or the space that a prune freed, in bytes. */
  result: v.nullish(v.union([v.string(), v.number()])),
  /** The file on the router that holds the answer, and its size in bytes. */
  file: text,
  size: v.nullish(v.number()),
  /** The transfer that its body comes by. */
  transfer: text,
});
export type Job = v.InferOutput<typeof job>;

/**
 * A message of the stream of jobs: those that changed, and the ids of those that are no more. With `reset`, what follows tells of all that
 * there are.
 */
export const jobNews = loose({ jobs: list(job), gone: list(v.string()), reset: flag });
export type JobNews = v.InferOutput<typeof jobNews>;
