/** Where bytes of a container without a TTY come from; `engine` is the engine's own word about the stream. */
export type LogStream = 'stdin' | 'stdout' | 'stderr' | 'engine';

const streams: readonly LogStream[] = ['stdin', 'stdout', 'stderr', 'engine'];

const headerLength = 8;

/**
 * Docker's multiplexed stream: frames of one byte for the stream, three zero bytes, the length as four bytes (big
 * endian), and the payload (Engine API, ContainerAttach, "Stream format"). Payloads are handed on in the pieces that they
 * come in: a frame may say that it is 4 GiB long.
 */
export class FrameParser {
  /** A plain sentence once the bytes turn out to be no frames, or to end within one. */
  failure: string | undefined;
  private readonly header = new Uint8Array(headerLength);
  private filled = 0;
  private stream: LogStream = 'stdout';
  private length = 0;
  private left = 0;

  /** `onPiece` gets each piece of payload, a view that is valid during the call, and whether it begins its frame. */
  constructor(private readonly onPiece: (stream: LogStream, data: Uint8Array, begins: boolean) => void) {}

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && this.failure === undefined) {
      if (this.filled < headerLength) {
        this.header[this.filled++] = chunk[at++] ?? 0;
        if (this.filled === headerLength) this.begin();
        continue;
      }
      const end = Math.min(chunk.length, at + this.left);
      const begins = this.left === this.length;
      this.left -= end - at;
      this.onPiece(this.stream, chunk.subarray(at, end), begins);
      at = end;
      if (this.left === 0) this.filled = 0;
    }
  }

  /** Says that the bytes have ended. */
  end(): void {
    if (this.failure === undefined && this.filled > 0)
      this.failure = 'The stream ended in the middle of a frame.';
  }

  private begin(): void {
    const [kind = 0, a, b, c, ...size] = this.header;
    const stream = streams[kind];
    if (stream === undefined || a !== 0 || b !== 0 || c !== 0) {
      this.failure = 'The stream is not in frames: it is not one of a container without a TTY.';
      return;
    }
    this.stream = stream;
    this.length = this.left = size.reduce((value, byte) => value * 256 + byte, 0);
    if (this.length === 0) this.filled = 0;
  }
}
