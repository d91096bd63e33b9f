import * as v from 'valibot';
import type { OperationName } from '../../lib/engine/request';
import { parameterShown } from './bounds';

const figures = v.object({ done: v.number(), total: v.number() });

/** A job as browsers see it, and as it is written down (docs/long-work.md). */
export const shownJob = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
  operation: v.string(),
  parameters: v.record(v.string(), v.union([v.string(), v.array(v.string())])),
  engine: v.string(),
  started: v.number(),
  ended: v.exactOptional(v.number()),
  state: v.picklist(['running', 'done', 'failed', 'cancelled', 'interrupted']),
  progress: v.exactOptional(
    v.object({
      ...figures.entries,
      unit: v.picklist(['bytes', 'layers', 'steps']),
      bytes: v.exactOptional(figures),
    }),
  ),
  parts: v.exactOptional(
    v.array(
      v.object({
        id: v.string(),
        status: v.string(),
        done: v.exactOptional(v.number()),
        total: v.exactOptional(v.number()),
      }),
    ),
  ),
  message: v.exactOptional(v.string()),
  result: v.exactOptional(v.union([v.string(), v.number()])),
});
export type ShownJob = v.InferOutput<typeof shownJob>;

/** Values that are given to a build and may be secrets. */
const hidden = new Set(['buildargs']);

const shortened = (text: string) =>
  text.length > parameterShown ? `${text.slice(0, parameterShown)}...` : text;

/** What a job is asked for, as its request names it. */
export type WireParameters = Readonly<Record<string, string | readonly string[]>>;

/** A request's parameters as they are shown: bounded, and without those that may be secrets. */
export function shownParameters(given: WireParameters): ShownJob['parameters'] {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => !hidden.has(name))
      .map(([name, value]) => [
        name,
        typeof value === 'string' ? shortened(value) : value.slice(0, 16).map(shortened),
      ]),
  );
}

/** What a job is known by from its beginning on. */
export interface JobNames {
  readonly id: string;
  readonly operation: OperationName;
  readonly parameters: ShownJob['parameters'];
  readonly engine: string;
}
