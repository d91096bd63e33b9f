import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal';

/** The JSON body of a small request. Refuses what is longer than `limit` bytes (413), of another type (415) or not JSON (400). */
export async function jsonBody(request: IncomingMessage, limit: number): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new Refusal(415, 'the body must be of type application/json');
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > limit) throw new Refusal(413, `the body is longer than ${limit} bytes`, 'too-large');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new Refusal(400, 'the body is not valid JSON');
  }
}
