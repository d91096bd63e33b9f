import type { Decoder } from '../../../../lib/engine/decode/decoder';

const utf8 = new TextEncoder();

/** The bytes of a string, or bytes as they are. */
export function bytes(content: string | readonly number[]): Uint8Array {
  return typeof content === 'string' ? utf8.encode(content) : Uint8Array.from(content);
}

/** A frame of a multiplexed stream: `kind` 0 stdin, 1 stdout, 2 stderr, 3 the engine. */
export function frame(kind: number, content: string | readonly number[]): Uint8Array {
  const payload = bytes(content);
  const whole = new Uint8Array(8 + payload.length);
  whole[0] = kind;
  new DataView(whole.buffer).setUint32(4, payload.length);
  whole.set(payload, 8);
  return whole;
}

/** Bytes put together. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/**
 * Every way to cut the bytes that matters: not at all, once at each place, one byte at a time, with empty chunks between,
 * and, for inputs of up to 160 bytes, at each pair of places.
 */
export function* splits(whole: Uint8Array): Generator<Uint8Array[]> {
  const { length } = whole;
  yield [whole];
  yield [...whole].map((_, at) => whole.subarray(at, at + 1));
  yield [...whole].flatMap((_, at) => [new Uint8Array(0), whole.subarray(at, at + 1)]);
  for (let a = 0; a <= length; a++) yield [whole.subarray(0, a), whole.subarray(a)];
  if (length > 160) return;
  for (let a = 0; a <= length; a++)
    for (let b = a; b <= length; b++) yield [whole.subarray(0, a), whole.subarray(a, b), whole.subarray(b)];
}

/** What a decoder makes of chunks. Each chunk is a copy that is wiped after use: nothing may hold on to it. */
export function outcome<T>(
  decoder: Decoder<T>,
  chunks: readonly Uint8Array[],
): { items: T[]; failure: string | undefined } {
  const items: T[] = [];
  for (const chunk of chunks) {
    const copy = chunk.slice();
    items.push(...decoder.push(copy));
    copy.fill(0xff);
    if (decoder.failure !== undefined) return { items, failure: decoder.failure };
  }
  items.push(...decoder.end());
  return { items, failure: decoder.failure };
}

/** A body that arrives in these chunks; `onCancel` is told when the reader gives it up. */
export function bodyOf(chunks: readonly Uint8Array[], onCancel?: () => void): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks[at++];
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
      cancel: () => onCancel?.(),
    },
    { highWaterMark: 0 },
  );
}
