import type { Decoder } from './decoder';

/** The longest line held back for its end, in UTF-16 units; longer ones come in pieces of this length. */
export const longestLine = 65_536;

/** Gets a line, or a piece of a long one: `continues` is true for every piece but the first. */
export type OnLine = (line: string, continues: boolean) => void;

/** Puts lines together from pieces of text. A line ends with LF or CRLF; a CR inside it stays. */
export class LineAssembler {
  private carried = '';
  private continues = false;

  constructor(private readonly onLine: OnLine) {}

  /** Takes the next piece of text and reports the lines that it completes. */
  push(text: string): void {
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      this.complete(this.carried === '' ? text.slice(from, to) : this.carried + text.slice(from, to));
      from = to + 1;
    }
    this.carried += from === 0 ? text : text.slice(from);
    // one more unit is let through: it may be the CR of the line's end
    this.carried = this.cut(this.carried, longestLine + 1);
  }

  /** Says that the text has ended: the last line needs no end. */
  end(): void {
    if (this.carried !== '') this.complete(this.carried);
  }

  private complete(line: string): void {
    const rest = this.cut(line.endsWith('\r') ? line.slice(0, -1) : line, longestLine);
    this.carried = '';
    this.onLine(rest, this.continues);
    this.continues = false;
  }

  /** Reports whole pieces from the beginning while the line is longer than `limit`; gives what is left of it. */
  private cut(line: string, limit: number): string {
    let rest = line;
    while (rest.length > limit) {
      const pair = (rest.charCodeAt(longestLine - 1) & 0xfc00) === 0xd800;
      const length = pair ? longestLine - 1 : longestLine;
      this.onLine(rest.slice(0, length), this.continues);
      this.continues = true;
      rest = rest.slice(length);
    }
    return rest;
  }
}

/** UTF-8 with nothing taken away: a byte order mark is content here; bytes that are no UTF-8 become U+FFFD. */
export function utf8Decoder(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}

/** Lines of UTF-8. Never fails. */
export class LineDecoder implements Decoder<string> {
  readonly failure = undefined;
  private readonly utf8 = utf8Decoder();
  private lines: string[] = [];
  private readonly assembler = new LineAssembler((line) => this.lines.push(line));

  push(chunk: Uint8Array): string[] {
    this.assembler.push(this.utf8.decode(chunk, { stream: true }));
    return this.taken();
  }

  end(): string[] {
    this.assembler.push(this.utf8.decode());
    this.assembler.end();
    return this.taken();
  }

  private taken(): string[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }
}
