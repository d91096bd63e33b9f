/** What a terminal's line discipline makes of typed bytes: an echo, and lines, an interrupt or an end for the program. */
export interface Typed {
  readonly echo: string;
  readonly events: readonly ({ readonly line: string } | 'interrupt' | 'end')[];
}

const longestLine = 4096;

/** The line that is being typed at a terminal: echo, backspace, Ctrl-C, Ctrl-U, Ctrl-D, and arrow keys that do nothing. */
export class LineEditor {
  #line: string[] = [];
  #escape = '';
  readonly #decoder = new TextDecoder();

  /** Takes typed bytes. */
  type(bytes: Uint8Array): Typed {
    let echo = '';
    const events: ({ line: string } | 'interrupt' | 'end')[] = [];
    for (const character of this.#decoder.decode(bytes, { stream: true })) {
      if (this.#escape !== '' || character === '\u001b') {
        this.#escape += character;
        // eslint-disable-next-line no-control-regex -- escape sequences begin with one
        if (/^\u001b(\[[0-9;?]*[@-~]|[^[])$/.test(this.#escape) || this.#escape.length > 16)
          this.#escape = '';
      } else if (character === '\r' || character === '\n') {
        echo += '\r\n';
        events.push({ line: this.#line.join('') });
        this.#line = [];
      } else if (character === '\u007f' || character === '\b') {
        if (this.#line.pop() !== undefined) echo += '\b \b';
      } else if (character === '\u0003') {
        echo += '^C\r\n';
        this.#line = [];
        events.push('interrupt');
      } else if (character === '\u0015') {
        echo += '\b \b'.repeat(this.#line.length);
        this.#line = [];
      } else if (character === '\u0004') {
        if (this.#line.length === 0) events.push('end');
      } else if (character >= ' ' && this.#line.length < longestLine) {
        this.#line.push(character);
        echo += character;
      }
    }
    return { echo, events };
  }
}
