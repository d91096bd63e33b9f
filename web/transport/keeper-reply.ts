import { TransportError } from '../../lib/engine/errors';
import { asInteger, asObject, asText } from './read-json';

const unreadable = () => new TransportError('broken', 'The keeper sent an answer that cannot be read.');

/** What the keeper says to an open: a stream, or the engine's own refusal. */
export type Opened =
  | { readonly stream: string; readonly cursor: number; readonly type: string }
  | { readonly status: number; readonly type: string; readonly body: string };

/** Reads the answer to an open. Raises a {@link TransportError} (`broken`) for anything else. */
export function openedStream(value: unknown): Opened {
  const object = asObject(value);
  const type = asText(object?.['type']) ?? '';
  const stream = asText(object?.['stream']);
  const cursor = asInteger(object?.['cursor']);
  if (stream !== undefined && cursor !== undefined) return { stream, cursor, type };
  const status = asInteger(object?.['status']);
  if (status === undefined || status < 200 || status > 599) throw unreadable();
  return { status, type, body: asText(object?.['body']) ?? '' };
}

/** What `next` has of one stream; a field that says nothing is absent. */
export interface StreamNews {
  readonly cursor: number | undefined;
  readonly text: string | undefined;
  readonly base64: string | undefined;
  readonly skipped: number;
  readonly reset: boolean;
  readonly ended: boolean;
  readonly status: number | undefined;
  readonly failure: string | undefined;
  readonly message: string | undefined;
}

/** The news of `next`, by stream. Raises a {@link TransportError} (`broken`) for anything else. */
export function streamNews(value: unknown): Readonly<Record<string, StreamNews>> {
  const streams = asObject(asObject(value)?.['streams'] ?? {});
  if (!streams) throw unreadable();
  return Object.fromEntries(Object.entries(streams).map(([id, news]) => [id, oneNews(news)]));
}

/** How many jobs the keeper has, where a `next` tells it. */
export const keptJobs = (value: unknown): number | undefined => asInteger(asObject(value)?.['jobs']);

function oneNews(value: unknown): StreamNews {
  const news = asObject(value);
  if (!news) throw unreadable();
  return {
    cursor: asInteger(news['cursor']),
    text: asText(news['text']),
    base64: asText(news['base64']),
    skipped: asInteger(news['skipped']) ?? 0,
    reset: news['reset'] === true,
    ended: news['ended'] === true,
    status: asInteger(news['status']),
    failure: asText(news['failure']),
    message: asText(news['message']),
  };
}
