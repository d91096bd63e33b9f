/** A number from 0 to 2^32 - 1 that depends on all the parts and on nothing else (FNV-1a with a final mix). */
export function hash(...parts: readonly (string | number)[]): number {
  let state = 0x811c9dc5;
  for (const part of parts) {
    const text = String(part);
    for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
    state = Math.imul(state ^ 0x7c, 0x01000193);
  }
  // murmur3's finaliser, so that neighbours differ in all bits
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** A fraction from 0 to just below 1. */
export function fraction(...parts: readonly (string | number)[]): number {
  return hash(...parts) / 2 ** 32;
}

/** `length` hexadecimal digits. */
export function hex(length: number, ...parts: readonly (string | number)[]): string {
  let text = '';
  for (let at = 0; text.length < length; at++)
    text += hash(...parts, at)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, length);
}

/** One of the choices. Raises a `RangeError` when there are none. */
export function pick<T>(choices: readonly T[], ...parts: readonly (string | number)[]): T {
  const choice = choices[hash(...parts) % choices.length];
  if (choice === undefined) throw new RangeError('nothing to choose from');
  return choice;
}
