import Anser from 'anser';
import { cleaned } from '../../../elements/control-sequences';

/** A piece of a log line in one style. `text` is text. */
export interface Segment {
  readonly text: string;
  /** Class names of our own sheet, made here and nowhere else. */
  readonly classes: string;
  /** `r, g, b` of a colour outside the sixteen. */
  readonly color?: string;
  readonly background?: string;
}

const decorations = new Set(['bold', 'dim', 'italic', 'underline', 'strikethrough', 'reverse']);
const named = /^ansi-(bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/;
const triple = /^\d{1,3}, ?\d{1,3}, ?\d{1,3}$/;

function colorOf(name: string | null, truecolor: string | null): string | undefined {
  if (name === 'ansi-truecolor') return truecolor !== null && triple.test(truecolor) ? truecolor : undefined;
  const match = /^ansi-palette-(\d{1,3})$/.exec(name ?? '');
  return match?.[1] === undefined ? undefined : paletteColor(Number(match[1]));
}

/** The 240 colours after the first sixteen: a cube of six steps, then greys. */
function paletteColor(index: number): string | undefined {
  if (index < 16 || index > 255) return undefined;
  if (index >= 232)
    return Array<number>(3)
      .fill(8 + (index - 232) * 10)
      .join(', ');
  const step = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return [step(Math.floor(cube / 36)), step(Math.floor(cube / 6) % 6), step(cube % 6)].join(', ');
}

/** Black or white, whichever is read better on a colour. */
function readableOn(background: string): string {
  const [red = 0, green = 0, blue = 0] = background.split(',').map(Number);
  return red * 0.299 + green * 0.587 + blue * 0.114 > 140 ? '0, 0, 0' : '255, 255, 255';
}

/** The pieces of a log line, with its colours as data. Sequences that are not colours are left out. */
export function segments(text: string): readonly Segment[] {
  const line = cleaned(text);
  if (!line.includes('\u001b')) return [{ text: line, classes: '' }];
  const parts = Anser.ansiToJson(line, { json: true, use_classes: true, remove_empty: true });
  return parts.map((part) => {
    const classes = [
      ...(part.decorations ?? []).filter((name) => decorations.has(name)).map((name) => `ansi-${name}`),
      ...(named.test(part.fg ?? '') ? [part.fg] : []),
      ...(named.test(part.bg ?? '') ? [`${part.bg}-bg`] : []),
    ].join(' ');
    const color = colorOf(part.fg, part.fg_truecolor);
    const background = colorOf(part.bg, part.bg_truecolor);
    return {
      text: part.content.replaceAll('\u001b', ''),
      classes,
      ...(color === undefined
        ? background === undefined
          ? {}
          : { color: readableOn(background) }
        : { color }),
      ...(background === undefined ? {} : { background }),
    };
  });
}
