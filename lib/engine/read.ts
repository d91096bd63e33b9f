import { chunks } from './decode/chunks';

/**
 * The text of a body, at most `limit` bytes of it; `whole` tells whether that is all. The rest is not read but cancelled.
 */
export async function readText(
  body: ReadableStream<Uint8Array>,
  limit: number,
): Promise<{ text: string; whole: boolean }> {
  const utf8 = new TextDecoder();
  const parts: string[] = [];
  let left = limit;
  for await (const chunk of chunks(body)) {
    const taken = chunk.subarray(0, left);
    parts.push(utf8.decode(taken, { stream: true }));
    left -= taken.length;
    if (taken.length < chunk.length) return { text: parts.join(''), whole: false };
  }
  parts.push(utf8.decode());
  return { text: parts.join(''), whole: true };
}
