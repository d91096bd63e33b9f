import { superFastHash } from '../../scripts/package-lmo.mjs';

const wordBytes = 4;
const wordsOfEntry = 4;

/**
 * What LuCI finds in a catalogue, looked up as its C code does it: the last word is the index's offset, the index is searched in halves.
 * `key` is a text (with context and plural form), or the number 0 for the rule of plurals.
 */
export function lookUp(lmo: Buffer, key: string | 0): string | null {
  const wanted = key === 0 ? 0 : superFastHash(Buffer.from(key));
  const word = (at: number) => lmo.readUInt32BE(at);
  const index = word(lmo.length - wordBytes);
  const entry = wordBytes * wordsOfEntry;
  let [low, high] = [0, (lmo.length - wordBytes - index) / entry - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = index + middle * entry;
    if (word(at) === wanted) {
      const [offset, length] = [word(at + 2 * wordBytes), word(at + 3 * wordBytes)];
      return lmo.subarray(offset, offset + length).toString();
    }
    if (word(at) < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
