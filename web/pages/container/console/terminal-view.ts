import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import sheet from '@xterm/xterm/css/xterm.css?inline';
import { addSheet } from '../../../elements/add-sheet';
import type { Console } from '../../../model/engine';
import { terminalTheme } from './terminal-theme';

/** A terminal on the page: what it needs of its element, its console and the way to end it. */
export interface TerminalView {
  readonly columns: number;
  readonly rows: number;
  /** Joins a console: bytes both ways, sizes to the container. Resolves when the other side has ended. */
  join(console: Console): Promise<void>;
  /** Sends what a key of the extra row stands for. */
  send(text: string): void;
  focus(): void;
  /** Ends the connection; what is on screen stays. */
  hangUp(): void;
  dispose(): void;
}

/** Makes a terminal inside an element, as large as it. */
export function openTerminal(element: HTMLElement): TerminalView {
  addSheet('xterm', sheet);
  const terminal = new Terminal({
    cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: getComputedStyle(element).fontFamily,
    fontSize: 13,
    scrollback: 5000,
    screenReaderMode: false,
    theme: terminalTheme(element),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  fit.fit();
  const encoder = new TextEncoder();
  let joined: Console | undefined;
  // what is typed before the other side is there is not lost
  const early: Uint8Array<ArrayBuffer>[] = [];
  const send = (bytes: Uint8Array<ArrayBuffer>): void => {
    if (joined) joined.duplex.write(bytes);
    else early.push(bytes);
  };
  const resize = new ResizeObserver(() => {
    // a terminal that is not shown keeps its size
    if (element.clientWidth > 0) fit.fit();
  });
  resize.observe(element);
  const themed = new MutationObserver(() => (terminal.options.theme = terminalTheme(element)));
  themed.observe(document.documentElement, { attributeFilter: ['data-darkmode', 'class'] });
  terminal.onData((text) => send(encoder.encode(text)));
  terminal.onBinary((text) => send(Uint8Array.from(text, (character) => character.charCodeAt(0))));
  terminal.onResize(({ cols, rows }) => joined?.resize(cols, rows));

  return {
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    async join(console) {
      joined = console;
      // without a terminal in the container lines end in a mere line feed
      terminal.options.convertEol = !console.tty;
      console.resize(terminal.cols, terminal.rows);
      for (const bytes of early.splice(0)) console.duplex.write(bytes);
      const reader = console.duplex.readable.getReader();
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          // waits until it is drawn: a flood slows its source down instead of filling memory
          await new Promise<void>((resolve) => terminal.write(value, resolve));
        }
      } finally {
        joined = undefined;
        terminal.options.disableStdin = true;
      }
    },
    send: (text) => terminal.input(text),
    focus: () => terminal.focus(),
    hangUp: () => joined?.duplex.close(),
    dispose() {
      resize.disconnect();
      themed.disconnect();
      joined?.duplex.close();
      terminal.dispose();
    },
  };
}
