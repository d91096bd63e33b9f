import * as v from 'valibot';
import { loose, map, number, part, text } from './lenient';

/**
 * Something that happened. Docker 29 dropped `status`, `id` and `from`: read `Action` and `Actor.ID`. An action may carry
 * more after a colon: `exec_create: sh`, `health_status: healthy`.
 */
export const engineEvent = loose({
  /** container, image, volume, network, daemon, … */
  Type: v.string(),
  Action: v.string(),
  Actor: part(loose({ ID: text, Attributes: map(text) })),
  scope: text,
  /** Seconds since 1970. */
  time: number,
  /** Nanoseconds since 1970, as exact as a double can be (256 ns). */
  timeNano: number,
});
/** Something that happened. */
export type EngineEvent = v.InferOutput<typeof engineEvent>;
