import * as v from 'valibot';
import { Refusal } from '../http/refusal';

const limit = 1024 * 1024;

/** Reads an answer that has to be small, as text. A {@link Refusal} (502) for one above 1 MiB. */
export async function smallBody(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > limit) throw new Refusal(502, 'the answer of the engine is too large', 'too-large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const ErrorBody = v.object({ message: v.string() });

/** The engine's own error answer as a refusal with its status and sentence. */
export function engineRefusal(status: number, text: string): Refusal {
  let message = text.trim().slice(0, 1000) || `the engine answered ${status}`;
  try {
    const parsed = v.safeParse(ErrorBody, JSON.parse(text));
    if (parsed.success) message = parsed.output.message;
  } catch {
    // plain text then, as some proxies answer
  }
  return new Refusal(status, message);
}
