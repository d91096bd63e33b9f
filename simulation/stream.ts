/**
 * A body that is made while it is read: `produce` yields pieces, and `signal` fires when nobody reads any more (the body was cancelled,
 * or the request was aborted).
 */
export function streamOf(
  produce: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
  aborted?: AbortSignal,
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const stop = () => gone.abort();
  aborted?.addEventListener('abort', stop, { once: true });
  const pieces = produce(gone.signal)[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (!done) controller.enqueue(value);
      else {
        aborted?.removeEventListener('abort', stop);
        controller.close();
      }
    },
    async cancel() {
      aborted?.removeEventListener('abort', stop);
      gone.abort();
      await pieces.return?.();
    },
  });
}

const encoder = new TextEncoder();

/** A value as a line of JSON. */
export function jsonLine(value: unknown): Uint8Array {
  return encoder.encode(`${JSON.stringify(value)}\n`);
}

/** Bytes as a frame of Docker's multiplexed stream: stream (1 output, 2 errors), three zeros, length, bytes. */
export function frame(stream: 1 | 2, bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(8 + bytes.length);
  framed[0] = stream;
  new DataView(framed.buffer).setUint32(4, bytes.length);
  framed.set(bytes, 8);
  return framed;
}
