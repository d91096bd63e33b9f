import { createTarDecoder } from 'modern-tar';
import { EngineRefusal } from './refusal';

/** What is kept of an archive: how long each of its files is, and the text of the small ones. */
export interface Archive {
  /** Bytes by name, without `./` in front. */
  readonly sizes: ReadonlyMap<string, number>;
  text(name: string): string | undefined;
}

/** Bytes of a file whose text is kept, and of all such texts together. */
const smallFile = 64 * 1024;
const allTexts = 8 * 1024 * 1024;

/**
 * Reads a tar archive, also a gzipped one, to its end. Raises an {@link EngineRefusal} (500) with the engine's words for what is none,
 * and for one that ends early.
 */
export async function readArchive(body: ReadableStream<Uint8Array> | null): Promise<Archive> {
  const sizes = new Map<string, number>();
  const texts = new Map<string, string>();
  let kept = 0;
  try {
    const entries = (await unzipped(body ?? new Blob([]).stream())).pipeThrough(
      createTarDecoder({ strict: true }),
    );
    for await (const { header, body: content } of entries) {
      const name = header.name.replace(/^(\.?\/)+/, '');
      sizes.set(name, header.size);
      if (header.size > smallFile || (kept += header.size) > allTexts) await content.cancel();
      else texts.set(name, await new Response(content).text());
    }
  } catch (error) {
    const early = /truncated|end|EOF|trailing/i.test((error as Error).message);
    throw new EngineRefusal(500, early ? 'unexpected EOF' : 'archive/tar: invalid tar header');
  }
  return { sizes, text: (name) => texts.get(name) };
}

/** The bytes themselves, whether they are gzipped (1f 8b, RFC 1952) or not. */
async function unzipped(body: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const reader = body.getReader();
  const { done, value } = await reader.read();
  const whole = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async pull(controller) {
      const next = await reader.read();
      if (next.done) controller.close();
      else controller.enqueue(new Uint8Array(next.value));
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const zipped = value?.[0] === 0x1f && value[1] === 0x8b;
  return zipped ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
}
