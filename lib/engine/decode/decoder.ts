import { TransportError } from '../errors';
import { chunks } from './chunks';

/**
 * Turns bytes into items, whatever the pieces are that the bytes come in. Decoders work on whole chunks and give batches:
 * a promise for each of 20,000 lines a second would be most of the work.
 */
export interface Decoder<T> {
  /** Takes the next bytes and gives what they complete. The bytes are not kept: a caller may use them again. */
  push(chunk: Uint8Array): T[];
  /** Says that the bytes have ended and gives what was still held back. */
  end(): T[];
  /** A plain sentence once the bytes turn out not to be what they should; nothing more comes after it. */
  readonly failure: string | undefined;
}

/**
 * The items of a body, a batch for each chunk that completes some. Leaving the loop cancels the body. Raises a
 * {@link TransportError} `broken` where the bytes are not what they should be, after the items in front of them.
 */
export async function* decoded<T>(
  body: ReadableStream<Uint8Array>,
  decoder: Decoder<T>,
): AsyncGenerator<T[], void, undefined> {
  for await (const chunk of chunks(body)) {
    const items = decoder.push(chunk);
    if (items.length) yield items;
    if (decoder.failure !== undefined) throw new TransportError('broken', decoder.failure);
  }
  const rest = decoder.end();
  if (rest.length) yield rest;
  if (decoder.failure !== undefined) throw new TransportError('broken', decoder.failure);
}
