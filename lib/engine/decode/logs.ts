import type { Decoder } from './decoder';
import { FrameParser, type LogStream } from './frames';
import { LineAssembler, utf8Decoder } from './lines';
import { longestTimestamp, timestampLength } from './timestamp';

/** A line of a container's log. */
export interface LogLine {
  /** A TTY has only `stdout`. */
  readonly stream: LogStream;
  /** RFC 3339 with nanoseconds; empty when not asked for. */
  readonly time: string;
  /** Untrusted text, control characters and all. */
  readonly text: string;
  /** Not a line of its own: goes on where the line before of this stream stopped. */
  readonly continues: boolean;
}

/** How to read the bytes of a log. */
export interface LogFormat {
  /** The container has a TTY: its bytes come as they are, not in frames. */
  readonly tty: boolean;
  /** Timestamps were asked for. */
  readonly timestamps: boolean;
}

/** The lines of one stream of a container. */
class Source {
  private readonly utf8 = utf8Decoder();
  private readonly assembler: LineAssembler;
  private midLine = false;
  private held: number[] | undefined;

  constructor(
    stream: LogStream,
    private readonly timestamps: boolean,
    onLine: (line: LogLine) => void,
  ) {
    this.assembler = new LineAssembler((line, continues) => {
      const length = timestamps && !continues ? timestampLength(line) : 0;
      const time = length ? line.slice(0, length - 1) : '';
      onLine({ stream, time, text: length ? line.slice(length) : line, continues });
    });
  }

  push(data: Uint8Array, begins: boolean): void {
    if (begins) {
      this.release();
      if (this.timestamps && this.midLine) this.held = [];
    }
    if (this.held) this.hold(data, this.held);
    else this.take(data);
  }

  end(): void {
    this.release();
    this.assembler.push(this.utf8.decode());
    this.assembler.end();
  }

  private take(data: Uint8Array): void {
    if (data.length === 0) return;
    this.midLine = data[data.length - 1] !== 0x0a;
    this.assembler.push(this.utf8.decode(data, { stream: true }));
  }

  /**
   * The engine stores lines in pieces of 16 KiB, sends each in a frame of its own, and writes a timestamp in front of
   * every piece, in the middle of the line (https://github.com/moby/moby/issues/37681): it is taken out again.
   */
  private hold(data: Uint8Array, held: number[]): void {
    for (let at = 0; at < data.length; at++) {
      const byte = data[at] ?? 0;
      held.push(byte);
      if (byte !== 0x20 && held.length < longestTimestamp) continue;
      this.release();
      this.take(data.subarray(at + 1));
      return;
    }
  }

  private release(): void {
    if (!this.held) return;
    const held = Uint8Array.from(this.held);
    this.held = undefined;
    this.take(held.subarray(timestampLength(String.fromCharCode(...held))));
  }
}

/** The lines of a container's log, stdout and stderr told apart where the container has no TTY. */
export class LogDecoder implements Decoder<LogLine> {
  private lines: LogLine[] = [];
  private readonly sources = new Map<LogStream, Source>();
  private readonly frames: FrameParser | undefined;

  constructor(private readonly format: LogFormat) {
    if (!format.tty) this.frames = new FrameParser((...piece) => this.piece(...piece));
  }

  get failure(): string | undefined {
    return this.frames?.failure;
  }

  push(chunk: Uint8Array): LogLine[] {
    if (this.frames) this.frames.push(chunk);
    else this.piece('stdout', chunk, false);
    return this.taken();
  }

  end(): LogLine[] {
    this.frames?.end();
    for (const source of this.sources.values()) source.end();
    return this.taken();
  }

  private piece(stream: LogStream, data: Uint8Array, begins: boolean): void {
    let source = this.sources.get(stream);
    if (!source) {
      source = new Source(stream, this.format.timestamps, (line) => this.lines.push(line));
      this.sources.set(stream, source);
    }
    source.push(data, begins);
  }

  private taken(): LogLine[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}
