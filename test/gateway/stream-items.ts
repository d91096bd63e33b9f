import type { Batches } from '../../lib/engine/client';

/** Collects what a stream brings, from now on. */
export function collect<T>(stream: Batches<T>): { readonly items: T[]; readonly ended: Promise<void> } {
  const items: T[] = [];
  const ended = (async () => {
    for await (const batch of stream) items.push(...batch);
  })();
  return { items, ended };
}

/** All items of a stream that ends. */
export async function all<T>(stream: Batches<T>): Promise<T[]> {
  const { items, ended } = collect(stream);
  await ended;
  return items;
}
