import { TransportError } from '../../lib/engine/errors';

/** A body that is already here as one. */
export function wholeBody(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length) controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** Bytes of base64 text. Raises a {@link TransportError} (`broken`) when it is none. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  let binary: string;
  try {
    binary = atob(text);
  } catch (cause) {
    throw new TransportError('broken', 'The answer is damaged: its base64 cannot be read.', { cause });
  }
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/**
 * A fetched body whose read errors say what they are: a connection that ends before the body does is a
 * {@link TransportError} (`broken`); an abort of ours stays an abort. `ended` is called once, however it ends.
 */
export function guardedBody(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal | undefined,
  ended: () => void = () => undefined,
): ReadableStream<Uint8Array> {
  if (!body) {
    ended();
    return wholeBody(new Uint8Array());
  }
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            ended();
            controller.close();
          } else controller.enqueue(value);
        } catch (cause) {
          ended();
          controller.error(
            signal?.aborted
              ? (signal.reason ?? cause)
              : new TransportError('broken', 'The connection broke before the answer was complete.', {
                  cause,
                }),
          );
        }
      },
      cancel(reason) {
        ended();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
