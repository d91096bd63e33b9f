const encoder = new TextEncoder();
const block = 512;

function header(name: string, size: number, seconds: number): Uint8Array {
  const bytes = new Uint8Array(block);
  const put = (text: string, at: number) => bytes.set(encoder.encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  put(name.slice(0, 99), 0);
  put(octal(0o644, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  put(octal(seconds, 11), 136);
  put(' '.repeat(8), 148);
  put('0', 156);
  put('ustar\u000000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(`${octal(sum, 6)}\u0000 `, 148);
  return bytes;
}

/** A ustar archive of small files, piece by piece: a header, the content padded to 512 bytes, and two empty blocks at the end. */
export function* tar(files: ReadonlyMap<string, string>, seconds: number): Generator<Uint8Array> {
  for (const [path, text] of files) {
    const content = encoder.encode(text);
    yield header(path.replace(/^\//, ''), content.length, seconds);
    const padded = new Uint8Array(Math.ceil(content.length / block) * block);
    padded.set(content);
    if (padded.length) yield padded;
  }
  yield new Uint8Array(2 * block);
}
