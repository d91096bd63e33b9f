import * as v from 'valibot';
import { TransportError } from '../../lib/engine/errors';

const unreadable = () => new TransportError('broken', 'The keeper sent an answer that cannot be read.');

const opened = v.union([
  v.object({ stream: v.string(), cursor: v.number(), type: v.nullish(v.string(), '') }),
  v.object({ status: v.number(), type: v.nullish(v.string(), ''), body: v.nullish(v.string(), '') }),
]);

/** What the keeper says to an open: a stream, or the engine's own refusal. */
export type Opened = v.InferOutput<typeof opened>;

/** Reads the answer to an open. Raises a {@link TransportError} (`broken`) for anything else. */
export function openedStream(value: unknown): Opened {
  const parsed = v.safeParse(opened, value);
  if (!parsed.success) throw unreadable();
  return parsed.output;
}

const news = v.object({
  cursor: v.nullish(v.number()),
  text: v.nullish(v.string()),
  base64: v.nullish(v.string()),
  skipped: v.nullish(v.number(), 0),
  reset: v.nullish(v.boolean(), false),
  ended: v.nullish(v.boolean(), false),
  status: v.nullish(v.number()),
  failure: v.nullish(v.string()),
  message: v.nullish(v.string()),
});

/** What `next` has of one stream. */
export type StreamNews = v.InferOutput<typeof news>;

const reply = v.object({ streams: v.nullish(v.record(v.string(), news), () => ({})) });

/** The news of `next`, by stream. Raises a {@link TransportError} (`broken`) for anything else. */
export function streamNews(value: unknown): Readonly<Record<string, StreamNews>> {
  const parsed = v.safeParse(reply, value);
  if (!parsed.success) throw unreadable();
  return parsed.output.streams;
}
