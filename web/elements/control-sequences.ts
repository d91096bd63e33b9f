/* eslint-disable no-control-regex -- control characters are what these are about */

/** Colours and styles (SGR), which the log shows. */
const sgr = /\u001b\[[0-9;:]*m/g;
/** Every other control sequence: cursor moves, titles, links. They mean nothing in a log. */
const other =
  /\u001b\](?:[^\u0007\u001b]|\u001b[^\\])*(?:\u0007|\u001b\\|$)|\u001b\[[0-?]*[ -/]*[@-ln-~]|\u001b[PX^_][^\u001b]*(?:\u001b\\|$)|\u001b[ -/]*[0-Z\\^-~]/g;
const controls = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g;

/**
 * A log line with nothing but text and colours left: what a carriage return has overwritten is dropped (progress bars),
 * tabs are as wide as in a terminal.
 */
export function cleaned(text: string): string {
  let line = text.includes('\r') ? (text.replace(/\r+$/, '').split('\r').at(-1) ?? '') : text;
  if (line.includes('\u001b')) line = line.replace(other, '');
  line = line.replace(controls, '');
  return line.includes('\t') ? expandTabs(line) : line;
}

/** A log line as mere text. */
export function plainText(text: string): string {
  return cleaned(text).replace(sgr, '').replaceAll('\u001b', '');
}

function expandTabs(line: string): string {
  let column = 0;
  let out = '';
  for (const part of line.split(/(\t|\u001b\[[0-9;:]*m)/)) {
    if (part === '\t') {
      const spaces = 8 - (column % 8);
      out += ' '.repeat(spaces);
      column += spaces;
    } else {
      out += part;
      if (!part.startsWith('\u001b[')) column += part.length;
    }
  }
  return out;
}
